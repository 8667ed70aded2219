"""Puts a model from a store into a folder: whole and as promised, or not at all.

Files go to a hidden folder beside it, each is compared with its hash or size, and the folder is renamed at the end. What
a stopped run left is gone on with.
"""

import argparse
import fcntl
import hashlib
import importlib
import os
import shutil
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from store import inside
from web import Unusable, opened, patiently, shown

LISTING = "SHA256SUMS"
CHUNK = 1 << 20


def arguments(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", required=True, help="module that knows the store")
    parser.add_argument("--uri", required=True)
    parser.add_argument("--to", type=Path, required=True, help="folder that the model will be")
    parser.add_argument("--sha256", help=f"of the one file, or of the file {LISTING} in the folder")
    parser.add_argument("--together", type=int, default=4, help="files that are fetched at once")
    return parser.parse_args(argv)


@contextmanager
def alone(target):
    """The folder for what is under way: one for all pods that wait for each other, else one of this pod's own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    own = ""
    with open(target.parent / f".lock-{target.name}", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another pod fetches it: waiting", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError as error:
            print(f"the volume has no locks ({error}): other pods may fetch the same", flush=True)
            own = f"-{socket.gethostname()}"
        yield target.parent / f".part-{target.name}{own}"


def fetched(store, file, place):
    """One file in its place, gone on with where it stopped."""
    path = place / file.path
    path.parent.mkdir(parents=True, exist_ok=True)

    def ask():
        have = path.stat().st_size if path.exists() else 0
        if file.size is not None and have > file.size:
            have = 0
        if have != file.size:
            download(store, file, path, have)
        check(file, path)

    patiently(ask, file.path)


def download(store, file, path, have):
    ranged = {"Range": f"bytes={have}-"} if have and file.size is not None else {}
    with opened(file.url, store.headers(file.url) | ranged) as answer, open(path, "ab" if answer.status == 206 else "wb") as out:
        begin = out.tell()
        shutil.copyfileobj(answer, out, CHUNK)
        os.fsync(out.fileno())
        announced = answer.headers.get("Content-Length")
        if announced is not None and out.tell() - begin < int(announced):
            raise EOFError(f"the connection ended after {out.tell() - begin} of {announced} bytes")


def check(file, path):
    """Throws away what is not the file; asking again may help."""
    size = path.stat().st_size
    if file.size is not None and size < file.size:
        raise EOFError(f"ended after {size} of {file.size} bytes")
    wrong = None
    if file.size is not None and size != file.size:
        wrong = f"{size} bytes, not {file.size}"
    elif file.sha256 is not None and (found := digest(path, hashlib.sha256())) != file.sha256:
        wrong = f"its sha256 is {found}, not {file.sha256}"
    elif file.git is not None and (found := digest(path, hashlib.sha1(b"blob %d\0" % size))) != file.git:
        wrong = f"its Git identity is {found}, not {file.git}"
    if wrong is not None:
        path.unlink()
        raise Unusable(f"{file.path} is not the promised file: {wrong}")


def digest(path, hashing):
    with open(path, "rb") as content:
        while part := content.read(CHUNK):
            hashing.update(part)
    return hashing.hexdigest()


def promised(store, files, sha256, place):
    """The files with the hashes that one hash stands for."""
    if sha256 is None:
        return files
    if store.single:
        return [replace(file, sha256=sha256) for file in files]
    by_path = {file.path: file for file in files}
    if LISTING not in by_path:
        raise Unusable(f"sha256 is given, and the folder has no file {LISTING} with the hashes of the others")
    fetched(store, replace(by_path[LISTING], sha256=sha256), place)
    hashes = listed((place / LISTING).read_text())
    missing = sorted(hashes.keys() - by_path.keys())
    if missing:
        raise Unusable(f"{LISTING} names files that the store does not have: {', '.join(missing[:5])}")
    return [replace(by_path[path], sha256=found) for path, found in sorted(hashes.items())]


def listed(text):
    """What sha256sum wrote: path to hash."""
    pairs = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return {inside(path.removeprefix("*").removeprefix("./")): found for found, path in pairs}


def room(files, place):
    """Whether the volume can hold what is still to come."""
    have = sum((place / file.path).stat().st_size for file in files if (place / file.path).exists())
    wanted, free = sum(file.size or 0 for file in files) - have, shutil.disk_usage(place).free
    if wanted > free:
        raise Unusable(f"{wanted} bytes are still to come, and the volume has {free} left: give it more room")


def fetch(options):
    with alone(options.to) as place:
        if options.to.exists():
            return "there already"
        place.mkdir(exist_ok=True)
        store = importlib.import_module(options.store).store(options.uri)
        files = promised(store, list(store.files()), options.sha256, place)
        if not files:
            raise Unusable("the store has no file there")
        room(files, place)
        with ThreadPoolExecutor(options.together) as pool:
            list(pool.map(lambda file: fetched(store, file, place), files))
        try:
            place.rename(options.to)
        except OSError:
            if not options.to.exists():
                raise
            shutil.rmtree(place)
        total = sum((options.to / file.path).stat().st_size for file in files)
        return f"{len(files)} files, {total} bytes"


def main(argv=None):
    options = arguments(argv)
    # The first process of a container ignores what it does not handle; what is there already is gone on with.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    try:
        print(f"{shown(options.uri)}: {fetch(options)}, at {options.to}")
    except (Unusable, OSError) as error:
        sys.exit(f"{shown(options.uri)}: {error}")


if __name__ == "__main__":
    main()
