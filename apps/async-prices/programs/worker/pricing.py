"""A linear model of house prices, in a folder with `model.json`: a base, and a price for each unit of a feature."""

import json
import math
from pathlib import Path


class Unusable(Exception):
    """The message says why the model cannot answer."""


class Pricing:
    def __init__(self, folder: Path) -> None:
        file = folder / "model.json"
        try:
            model = json.loads(file.read_text())
            self.base = float(model["base"])
            self.each = {name: float(price) for name, price in model["each"].items()}
        except OSError as error:
            raise Unusable(f"{file}: {error.strerror}") from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unusable(f"{file} is no model: {error}") from None

    def answer(self, body: str) -> str:
        """The prices of the houses in a message. Raises ValueError for what is not houses."""
        houses = json.loads(body)
        if not isinstance(houses, list) or not houses:
            raise ValueError("expected a list of houses")
        return json.dumps({"prices": [self.price(house) for house in houses]})

    def price(self, house: object) -> float:
        if not isinstance(house, dict) or house.keys() != self.each.keys():
            raise ValueError(f"expected the features {', '.join(sorted(self.each))}")
        numbers = house.values()
        if not all(type(value) in (int, float) and math.isfinite(value) for value in numbers):
            raise ValueError("expected numbers")
        return round(self.base + sum(price * house[name] for name, price in self.each.items()), 2)
