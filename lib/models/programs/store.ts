/** runtime/model-fetcher/store.py; `npm run embed` writes this. */
export const store = String.raw`"""What a store says of a model: its files, and how to ask for each."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from web import Unusable


@dataclass(frozen=True)
class File:
    # Where it belongs in the model's folder.
    path: str
    url: str
    size: int | None = None
    sha256: str | None = None
    # Identity of a file in Git, where the store states that instead.
    git: str | None = None


class Store:
    """A place from which a model comes; each has a module of its own."""

    # Whether the address is that of one file.
    single = False

    def files(self):
        raise NotImplementedError

    def headers(self, url):
        """What a request of this address must carry."""
        return {}


def inside(path):
    """A path from elsewhere, which must not lead out of the model's folder."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path:
        raise Unusable(f"the store lists a file outside of the model: {path!r}")
    return path
`;
