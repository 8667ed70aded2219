"""Turns raw houses into a table to train on: valid rows only, each once."""

import argparse
import csv
import hashlib
import io
from pathlib import Path

from houses import COLUMNS, BadFile, Table
from program import Failure, event, run, share
from sources import SourceError, opened
from whole_file import whole_file, write_json


def preprocess(source: str, output: Path, max_bad_share: float) -> dict[str, object]:
    with opened(source) as raw, whole_file(output) as cleaned:
        text = io.TextIOWrapper(cleaned, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        table = Table(raw, max_bad_share)
        seen: set[bytes] = set()
        duplicates = 0
        for house in table:
            digest = hashlib.blake2b(repr(house).encode(), digest_size=16).digest()
            if digest in seen:
                duplicates += 1
                continue
            seen.add(digest)
            writer.writerow(house)
        text.detach()
    report = table.report() | {"source": source, "duplicates": duplicates, "kept": len(seen)}
    write_json(output.with_name(f"{output.name}.report.json"), report)
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="s3://bucket/key, http(s) address or path of a CSV file")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--max-bad-share", type=share, default=0.1, help="of all rows; more is a failure")
    options = parser.parse_args()
    try:
        report = preprocess(options.input, options.output, options.max_bad_share)
    except (SourceError, BadFile) as error:
        raise Failure(f"{options.input}: {error}") from None
    event("preprocessed", output=str(options.output), **report)


if __name__ == "__main__":
    run(main)
