"""What a house is: columns, ranges, and how a row of a CSV file becomes one."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
RANGES = {
    "area_m2": (5, 5_000),
    "rooms": (1, 100),
    "bathrooms": (0, 50),
    "age_years": (0, 500),
    "distance_km": (0, 1_000),
    "price": (1, 1_000_000_000),
}
WHOLE = {"rooms", "bathrooms", "age_years"}
CONDITIONS = ("poor", "fair", "good", "excellent")
COLUMNS = ("area_m2", "rooms", "bathrooms", "age_years", "distance_km", "condition", "price")

House = tuple[float | int | str, ...]


class BadFile(Exception):
    """The file as a whole is of no use; the message says why."""


class BadRow(Exception):
    """One row is of no use; the message is a reason to count by."""


def value(column: str, text: str) -> float | int | str:
    text = text.strip()
    if not text:
        raise BadRow(f"{column} missing")
    if column == "condition":
        if text not in CONDITIONS:
            raise BadRow("condition unknown")
        return text
    if not NUMBER.fullmatch(text):
        raise BadRow(f"{column} not a number")
    number = float(text)
    low, high = RANGES[column]
    if not low <= number <= high:
        raise BadRow(f"{column} out of range")
    if column not in WHOLE:
        return number
    if not number.is_integer():
        raise BadRow(f"{column} not a whole number")
    return int(number)


class Table:
    """Iterating gives the valid houses; what was read and what was wrong is counted meanwhile."""

    def __init__(self, file: BinaryIO, max_bad_share: float = 0.1) -> None:
        self.file = file
        self.max_bad_share = max_bad_share
        self.rows = 0
        self.bad: Counter[str] = Counter()

    def __iter__(self) -> Iterator[House]:
        reader = csv.reader(io.TextIOWrapper(self.file, encoding="utf-8-sig", newline=""), strict=True)
        try:
            yield from self.houses(reader)
        except UnicodeDecodeError as error:
            raise BadFile(f"not UTF-8 text ({error.reason} near line {reader.line_num + 1})") from None
        except csv.Error as error:
            raise BadFile(f"not CSV ({error} in line {reader.line_num})") from None
        if self.rows == 0:
            raise BadFile("no rows below the header")
        if self.bad.total() > self.max_bad_share * self.rows:
            reasons = ", ".join(f"{reason}: {count}" for reason, count in self.bad.most_common())
            raise BadFile(f"{self.bad.total()} of {self.rows} rows are bad, more than {self.max_bad_share:.0%} ({reasons})")

    def houses(self, reader: Iterator[list[str]]) -> Iterator[House]:
        header = [name.strip() for name in next(reader, [])]
        if not any(header):
            raise BadFile("empty")
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise BadFile(f"missing column {', '.join(missing)}")
        places = [(name, header.index(name)) for name in COLUMNS]
        for fields in reader:
            if not fields:
                continue
            self.rows += 1
            try:
                if len(fields) != len(header):
                    raise BadRow("wrong number of fields")
                yield tuple(value(name, fields[place]) for name, place in places)
            except BadRow as reason:
                self.bad[str(reason)] += 1

    def report(self) -> dict[str, object]:
        return {"rows": self.rows, "bad_rows": self.bad.total(), "bad_by_reason": dict(sorted(self.bad.items()))}
