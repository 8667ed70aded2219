"""The finished model: a folder that appears whole, and is never replaced."""

import hashlib
import io
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import joblib
from checkpoints import write_durably
from sklearn.pipeline import Pipeline


class AlreadyThere(Exception):
    """Something else lies where the model should go."""


class ModelFolder:
    def __init__(self, path: Path, identity: dict[str, object]) -> None:
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
            raise AlreadyThere("no metadata of a model there") from None
        if different:
            raise AlreadyThere(f"a model of another {', '.join(different)} is there")
        return True

    def publish(self, model: Pipeline, metadata: dict[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{self.path.name}.partial-", dir=self.path.parent))
        try:
            buffer = io.BytesIO()
            joblib.dump(model, buffer)
            write_durably(partial / "model.joblib", buffer.getvalue())
            write_durably(partial / "metrics.json", document({**metadata["metrics"], "params": metadata["params"]}))
            digest = hashlib.sha256(buffer.getvalue()).hexdigest()
            write_durably(partial / "metadata.json", document(metadata | {"model_sha256": digest}))
            partial.chmod(0o755)
            if self.is_complete():
                return
            os.rename(partial, self.path)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def document(content: object) -> bytes:
    return json.dumps(content, indent=2, sort_keys=True).encode() + b"\n"
