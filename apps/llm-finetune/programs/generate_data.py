"""Writes sums and their results, as prompts and completions; the same seed gives the same bytes."""

import argparse
import json
import random
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--examples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with options.output.open("w") as file:
        for _ in range(options.examples):
            one, other = chance.randint(0, 99), chance.randint(0, 99)
            file.write(json.dumps({"prompt": f"What is {one} plus {other}?", "completion": f" {one + other}"}) + "\n")


if __name__ == "__main__":
    main()
