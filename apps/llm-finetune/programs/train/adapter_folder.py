"""The finished adapter: a folder that appears whole, and is never replaced."""

import io
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from checkpoints import write_durably
from torch import Tensor


class AlreadyThere(Exception):
    """Something else lies where the adapter should go."""


class AdapterFolder:
    def __init__(self, path: Path, identity: dict[str, Any]) -> None:
        self.path = path
        self.identity = identity

    def is_complete(self) -> bool:
        """Whether this very training has ended already; raises AlreadyThere for anything else in its place."""
        if not os.path.lexists(self.path):
            return False
        try:
            metadata = json.loads((self.path / "metadata.json").read_text())
            different = [name for name, value in self.identity.items() if metadata.get(name) != value]
        except (OSError, ValueError, AttributeError):
            raise AlreadyThere("no metadata of an adapter there") from None
        if different:
            raise AlreadyThere(f"an adapter of another {', '.join(different)} is there")
        return True

    def publish(self, adapter: dict[str, Tensor], about: dict[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{self.path.name}.partial-", dir=self.path.parent))
        try:
            buffer = io.BytesIO()
            torch.save(adapter, buffer)
            write_durably(partial / "adapter.pt", buffer.getvalue())
            metadata = json.dumps(self.identity | about, indent=2, sort_keys=True)
            write_durably(partial / "metadata.json", metadata.encode() + b"\n")
            partial.chmod(0o755)
            if self.is_complete():
                return
            os.rename(partial, self.path)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
