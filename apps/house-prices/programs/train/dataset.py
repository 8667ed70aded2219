"""The cleaned table as arrays, with the hash of its bytes."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

NUMBERS = ("area_m2", "rooms", "bathrooms", "age_years", "distance_km")
CONDITIONS = ("poor", "fair", "good", "excellent")
FEATURES = (*NUMBERS, "condition")
TARGET = "price"
FEWEST_ROWS = 20


class BadData(Exception):
    """The message says what is wrong with the data."""


@dataclass(frozen=True)
class Dataset:
    features: np.ndarray
    prices: np.ndarray
    sha256: str


def read_dataset(path: Path) -> Dataset:
    try:
        content = path.read_bytes()
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except OSError as error:
        raise BadData(error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise BadData("not UTF-8 text") from None
    except csv.Error as error:
        raise BadData(f"not CSV ({error})") from None
    if not rows:
        raise BadData("no rows")
    missing = [name for name in (*FEATURES, TARGET) if name not in rows[0]]
    if missing:
        raise BadData(f"missing column {', '.join(missing)}")
    if len(rows) < FEWEST_ROWS:
        raise BadData(f"{len(rows)} rows, at least {FEWEST_ROWS} are needed")
    features = np.empty((len(rows), len(FEATURES)), dtype=object)
    prices = np.empty(len(rows))
    for index, row in enumerate(rows):
        if row["condition"] not in CONDITIONS:
            raise BadData(f"condition of row {index + 1} is unknown: {row['condition']!r}")
        features[index] = [*(number(row, name, index) for name in NUMBERS), row["condition"]]
        prices[index] = number(row, TARGET, index)
    return Dataset(features, prices, hashlib.sha256(content).hexdigest())


def number(row: dict[str, str], name: str, index: int) -> float:
    try:
        value = float(row[name])
    except (TypeError, ValueError):
        raise BadData(f"{name} of row {index + 1} is not a number: {row[name]!r}") from None
    if not np.isfinite(value):
        raise BadData(f"{name} of row {index + 1} is not finite")
    return value
