"""Where an interrupted training goes on: files that appear whole, and whose names prove it."""

import hashlib
import io
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import torch

KEPT = 2


def write_durably(path: Path, content: bytes) -> None:
    """Puts the file in its place in one step."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


class Checkpoints:
    """One folder; `identity` must be equal for a checkpoint to be used again."""

    def __init__(self, folder: Path, identity: dict[str, Any]) -> None:
        self.folder = folder
        self.identity = identity

    def newest_first(self) -> list[Path]:
        return sorted(self.folder.glob("step-*.pt"), reverse=True)

    def save(self, step: int, state: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        torch.save({"step": step, "identity": self.identity, "state": state}, buffer)
        content = buffer.getvalue()
        write_durably(self.folder / f"step-{step:09}-{hashlib.sha256(content).hexdigest()[:16]}.pt", content)
        for former in self.newest_first()[KEPT:]:
            former.unlink(missing_ok=True)

    def load(self) -> tuple[int, dict[str, Any] | None, str]:
        """The step to go on at, the state or None, and why."""
        why = "no checkpoint"
        for path in self.newest_first():
            content = path.read_bytes()
            if path.stem.rpartition("-")[2] != hashlib.sha256(content).hexdigest()[:16]:
                why = f"{path.name} is damaged"
                continue
            try:
                saved = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
                different = [name for name in self.identity if saved["identity"].get(name) != self.identity[name]]
            except (pickle.UnpicklingError, RuntimeError, KeyError, AttributeError, TypeError):
                why = f"{path.name} is no checkpoint"
                continue
            if not different:
                return saved["step"], saved["state"], path.name
            why = f"{path.name} is of another {', '.join(different)}"
        return 0, None, why

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
