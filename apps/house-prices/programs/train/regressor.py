"""The model and how it grows: gradient boosting, a stage of trees at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from dataset import CONDITIONS, NUMBERS
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import r2_score, root_mean_squared_error
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

STAGE_TREES = 25


@dataclass(frozen=True)
class Parameters:
    trees: int
    depth: int
    learning_rate: float
    test_share: float
    seed: int


def new_model(parameters: Parameters) -> Pipeline:
    numbers = list(range(len(NUMBERS)))
    columns = ColumnTransformer([
        ("numbers", StandardScaler(), numbers),
        ("condition", OneHotEncoder(categories=[list(CONDITIONS)]), [len(NUMBERS)]),
    ])
    trees = GradientBoostingRegressor(
        max_depth=parameters.depth,
        learning_rate=parameters.learning_rate,
        random_state=parameters.seed,
        warm_start=True,
    )
    return Pipeline([("columns", columns), ("trees", trees)])


def trees_of(model: Pipeline) -> int:
    return len(getattr(model["trees"], "estimators_", ()))


def grow(model: Pipeline, features: np.ndarray, prices: np.ndarray, trees: int) -> Iterator[int]:
    """Fits up to `trees` trees; yields their number after each stage."""
    while (done := trees_of(model)) < trees:
        model.set_params(trees__n_estimators=min(done + STAGE_TREES, trees))
        model.fit(features, prices)
        yield trees_of(model)


def scores(model: Pipeline, features: np.ndarray, prices: np.ndarray) -> dict[str, float]:
    predicted = model.predict(features)
    return {"rmse": float(root_mean_squared_error(prices, predicted)), "r2": float(r2_score(prices, predicted))}
