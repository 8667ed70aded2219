"""Prompts and the completions to be learnt, from a file of JSON lines."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from base_model import END
from torch import Tensor

IGNORED = -100
HELD_OUT = 10
FEWEST = 2 * HELD_OUT


class BadData(Exception):
    """The message says what is wrong with the data."""


@dataclass(frozen=True)
class Examples:
    tokens: Tensor
    """A row an example, filled up with END."""
    targets: Tensor
    """The token that should follow; IGNORED in prompts and behind the end."""
    sha256: str

    def split(self) -> tuple["Examples", "Examples"]:
        """Those to learn from, and every tenth to be tested on."""
        tested = torch.arange(len(self.tokens)) % HELD_OUT == 0
        return tuple(Examples(self.tokens[part], self.targets[part], self.sha256) for part in (~tested, tested))

    def batch(self, size: int, seed: int, step: int, rank: int, ranks: int) -> tuple[Tensor, Tensor]:
        """The part of one process; together the parts of a step are the same, however many processes there are."""
        chance = torch.Generator().manual_seed(seed * 1_000_003 + step)
        chosen = torch.randint(len(self.tokens), (size,), generator=chance)[rank::ranks]
        return self.tokens[chosen], self.targets[chosen]


def read_examples(path: Path, context: int) -> Examples:
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8").splitlines()
    except OSError as error:
        raise BadData(error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise BadData("not UTF-8 text") from None
    if len(lines) < FEWEST:
        raise BadData(f"{len(lines)} examples, at least {FEWEST} are needed")
    tokens = torch.full((len(lines), context), END)
    targets = torch.full((len(lines), context), IGNORED)
    for index, line in enumerate(lines):
        prompt, completion = example(line, index)
        row = torch.tensor([*prompt, *completion, END])
        if len(row) - 1 > context:
            raise BadData(f"line {index + 1} has {len(row) - 1} bytes, the model reads {context}")
        tokens[index, : len(row) - 1] = row[:-1]
        targets[index, len(prompt) - 1 : len(row) - 1] = row[len(prompt) :]
    return Examples(tokens, targets, hashlib.sha256(content).hexdigest())


def example(line: str, index: int) -> tuple[bytes, bytes]:
    try:
        record = json.loads(line)
        prompt, completion = record["prompt"].encode(), record["completion"].encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadData(f"line {index + 1} is no JSON object with a prompt and a completion") from None
    if not prompt or not completion:
        raise BadData(f"line {index + 1} has an empty prompt or completion")
    return prompt, completion
