"""A language model of the smallest kind: it goes on with words that the conversation has put after each other."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


def written(words: list[str]) -> str:
    """Words as a sentence has them, no space before a mark."""
    return re.sub(r"\s+([^\w\s])", r"\1", " ".join(words))


def answer(prompt: list[str], seed: int) -> Iterator[str]:
    """The same words for the same prompt and seed, without an end of its own before it has come around."""
    following: dict[str, list[str]] = defaultdict(list)
    for word, after in zip(prompt, prompt[1:], strict=False):
        following[word].append(after)
    word = prompt[seed % len(prompt)]
    for step in range(2 * len(prompt)):
        yield word
        choices = following.get(word)
        if not choices:
            return
        digest = hashlib.sha256(f"{seed} {step} {word}".encode()).digest()
        word = choices[digest[0] % len(choices)]
