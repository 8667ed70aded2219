"""Where an interrupted training goes on: the model so far, and what it was trained on."""

import hashlib
import io
import json
import os
import shutil
from pathlib import Path

import joblib
from sklearn.pipeline import Pipeline


def write_durably(path: Path, content: bytes) -> None:
    """Puts the file in place of the former one in one step."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


class Checkpoints:
    """One folder, whose index names the newest model; `identity` must be equal for it to be used again."""

    def __init__(self, folder: Path, identity: dict[str, object]) -> None:
        self.folder = folder
        self.index = folder / "checkpoint.json"
        self.identity = identity

    def save(self, model: Pipeline, trees: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        joblib.dump(model, buffer)
        file = self.folder / f"trees-{trees:06}.joblib"
        write_durably(file, buffer.getvalue())
        digest = hashlib.sha256(buffer.getvalue()).hexdigest()
        entry = {"file": file.name, "sha256": digest, "trees": trees, "identity": self.identity}
        write_durably(self.index, json.dumps(entry).encode())
        for former in self.folder.glob("trees-*"):
            if former != file:
                former.unlink(missing_ok=True)

    def load(self) -> tuple[Pipeline | None, str]:
        """The model to go on with, or None; and why."""
        try:
            entry = json.loads(self.index.read_text())
            content = (self.folder / entry["file"]).read_bytes()
            different = [name for name in self.identity if entry["identity"].get(name) != self.identity[name]]
            intact = hashlib.sha256(content).hexdigest() == entry["sha256"]
        except FileNotFoundError:
            return None, "no checkpoint"
        except (ValueError, KeyError, TypeError, AttributeError):
            return None, "the checkpoint is unreadable"
        if different:
            return None, f"the checkpoint is of another {', '.join(different)}"
        if not intact:
            return None, "the checkpoint is damaged"
        return joblib.load(io.BytesIO(content)), f"checkpoint of {entry['trees']} trees"

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
