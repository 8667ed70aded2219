"""Writes a table of invented houses: the same seed gives the same bytes."""

import argparse
import csv
import random
from pathlib import Path

COLUMNS = ("area_m2", "rooms", "bathrooms", "age_years", "distance_km", "condition", "price")
CONDITION_FACTOR = {"poor": 0.75, "fair": 0.9, "good": 1.0, "excellent": 1.15}
FAULTS = (
    ("price", ""),
    ("area_m2", "-40"),
    ("rooms", "three"),
    ("condition", "haunted"),
    ("age_years", "5000"),
    ("distance_km", "nan"),
    ("bathrooms", "1.5"),
)


def house(chance: random.Random) -> dict[str, str]:
    area = round(min(max(chance.gauss(110, 40), 25), 400), 1)
    rooms = max(1, round(area / 28 + chance.gauss(0, 0.7)))
    bathrooms = max(1, round(rooms / 3 + chance.gauss(0, 0.4)))
    age = min(int(chance.expovariate(1 / 30)), 150)
    distance = round(min(chance.expovariate(1 / 9), 80), 1)
    condition = chance.choices(tuple(CONDITION_FACTOR), weights=(1, 3, 5, 2))[0]
    value = (30_000 + 2_600 * area + 9_000 * rooms + 12_000 * bathrooms) * CONDITION_FACTOR[condition]
    value *= (1 - 0.003 * min(age, 80)) * (0.6 + 0.4 / (1 + distance / 10)) * chance.gauss(1, 0.05)
    values = (area, rooms, bathrooms, age, distance, condition, max(round(value, -2), 5_000.0))
    return dict(zip(COLUMNS, map(str, values), strict=True))


def houses(rows: int, bad_rows: int, seed: int) -> list[dict[str, str]]:
    chance = random.Random(seed)
    table = [house(chance) for _ in range(rows)]
    for number, index in enumerate(sorted(chance.sample(range(rows), bad_rows))):
        column, value = FAULTS[number % len(FAULTS)]
        table[index][column] = value
    return table


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--bad-rows", type=int, default=0, help="how many of the rows are faulty")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(argv)
    if not 0 <= options.bad_rows <= options.rows:
        parser.error(f"--bad-rows {options.bad_rows}: from 0 to --rows {options.rows}")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with options.output.open("w", encoding="utf-8", newline="") as output:
        writer = csv.DictWriter(output, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(houses(options.rows, options.bad_rows, options.seed))


if __name__ == "__main__":
    main()
