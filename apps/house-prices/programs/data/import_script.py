"""Copies the CSV files of a source that are not here yet; files that came already are left alone."""

import argparse
import json
import shutil
from pathlib import Path, PurePosixPath

from houses import BadFile, Table
from program import Failure, event, log, run, share
from sources import Listed, SourceError, csv_files, opened
from whole_file import whole_file, write_json


class Imports:
    """The folder of imported files, with a manifest of what they were when they came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = folder / "manifest.json"
        self.entries: dict[str, dict[str, object]] = {}
        try:
            self.entries |= json.loads(self.manifest.read_text())
        except FileNotFoundError:
            pass
        except (ValueError, TypeError):
            log.warning("event=manifest_unreadable path=%s", json.dumps(str(self.manifest)))

    def path(self, name: str) -> Path:
        if not name or name.startswith("/") or {"..", "."} & set(PurePosixPath(name).parts):
            raise SourceError("its name leads out of the folder of imports")
        return self.folder / name

    def has(self, file: Listed) -> bool:
        entry = self.entries.get(file.name, {})
        return file.etag is not None and (entry.get("size"), entry.get("etag")) == (file.size, file.etag) and self.path(file.name).is_file()

    def add(self, file: Listed, max_bad_share: float) -> dict[str, object]:
        with opened(file.url) as raw, whole_file(self.path(file.name)) as copy:
            shutil.copyfileobj(raw, copy)
            raw.seek(0)
            table = Table(raw, max_bad_share)
            for _ in table:
                pass
        report = table.report()
        self.entries[file.name] = {"size": file.size, "etag": file.etag, **report}
        write_json(self.manifest, self.entries)
        return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", required=True, help="s3://bucket/prefix, folder, or http(s) address of one file")
    parser.add_argument("--dest", type=Path, required=True, help="the files go to its folder imports")
    parser.add_argument("--max-bad-share", type=share, default=0.1, help="of the rows of a file; more is a failure")
    options = parser.parse_args()
    imports = Imports(options.dest / "imports")
    counts = {"found": 0, "imported": 0, "skipped": 0, "failed": 0}
    try:
        for file in csv_files(options.source):
            counts["found"] += 1
            try:
                if imports.has(file):
                    counts["skipped"] += 1
                    continue
                report = imports.add(file, options.max_bad_share)
            except (SourceError, BadFile) as error:
                counts["failed"] += 1
                log.error("event=not_imported cause=%s", json.dumps(f"{file.url}: {error}"))
                continue
            counts["imported"] += 1
            event("imported", url=file.url, **report)
    except SourceError as error:
        raise Failure(f"{options.source}: {error}") from None
    event("finished", source=options.source, **counts)
    if counts["failed"]:
        raise Failure(f"{options.source}: {counts['failed']} of {counts['found']} files were not imported")


if __name__ == "__main__":
    run(main)
