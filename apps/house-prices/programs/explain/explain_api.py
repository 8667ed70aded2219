"""The HTTP interface: /explain, and what the server has too."""

from typing import Any

import numpy as np
from api import Draining, standing
from explain_telemetry import ExplainTelemetry
from fastapi import FastAPI
from schema import FEATURES, Body, House
from served_model import ServedModel
from shapley import TreeShapley


def interface(model: ServedModel, telemetry: ExplainTelemetry, draining: Draining) -> FastAPI:
    shapley = TreeShapley(model.pipeline)
    about = {"model": model.name, "model_version": model.version}
    app = standing("house-prices, explained", "/explain", about, telemetry, draining)

    def explained(houses: list[House]) -> list[dict[str, Any]]:
        contributions = shapley.contributions([[getattr(house, name) for name in FEATURES] for house in houses])
        telemetry.contributed(np.abs(contributions))
        base = round(shapley.base, 2)
        return [
            {
                "price": price,
                "base_price": base,
                "contributions": {name: round(float(value), 2) for name, value in zip(FEATURES, row, strict=True)},
            }
            for price, row in zip(model.prices(houses), contributions, strict=True)
        ]

    @app.post("/explain")
    def explain(body: Body) -> dict[str, Any]:
        if isinstance(body, House):
            return explained([body])[0] | about
        return {"explanations": explained(body.houses), **about}

    return app
