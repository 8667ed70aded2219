"""Exact Shapley values of a house's features in gradient-boosted trees.

A coalition of features is worth what the trees predict when only its features are known: at a split on any other
feature both branches count, by the share of the training data that took them. All 2^6 coalitions are looked at, so
nothing is sampled, and the contributions of a house add up to its price less the price of an unknown house.
"""

from math import factorial

import numpy as np
from schema import FEATURES, House
from scipy.sparse import issparse
from served_model import SAMPLE, Unusable
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.pipeline import Pipeline
from sklearn.tree._tree import Tree

LEAF = -1


class TreeShapley:
    def __init__(self, pipeline: Pipeline) -> None:
        self.columns, model = pipeline["columns"], pipeline["trees"]
        if not isinstance(model, GradientBoostingRegressor):
            raise Unusable(f"{type(model).__name__} cannot be explained: expected GradientBoostingRegressor")
        categories = self.columns.named_transformers_["condition"].categories_[0]
        last = len(FEATURES) - 1
        # The feature of each column of the table that the trees see.
        self.feature_of = [*range(last), *[last] * len(categories)]
        self.trees: list[Tree] = [each[0].tree_ for each in model.estimators_]
        self.rate, self.start = model.learning_rate, float(model.init_.constant_[0, 0])
        self.known = coalitions(len(FEATURES))
        self.weights = shapley_weights(self.known)
        sample = [[getattr(SAMPLE, name) for name in FEATURES]]
        worth = self.worth(sample)
        self.base = float(worth[0, 0])
        price = float(pipeline.predict(np.array(sample, dtype=object))[0])
        if not np.isclose(worth[0, -1], price, rtol=1e-6):
            raise Unusable(f"the trees say {worth[0, -1]:.2f} where the model says {price:.2f}: it cannot be explained")

    def contributions(self, rows: list[list[object]]) -> np.ndarray:
        """What each feature adds, by house and feature."""
        return self.worth(rows) @ self.weights

    def worth(self, rows: list[list[object]]) -> np.ndarray:
        """The prediction for each house and coalition."""
        table = self.columns.transform(np.array(rows, dtype=object))
        seen = np.asarray(table.toarray() if issparse(table) else table, dtype=np.float32)
        total = np.full((len(rows), len(self.known)), self.start)
        for tree in self.trees:
            total += self.rate * self.worth_at(tree, 0, seen)
        return total

    def worth_at(self, tree: Tree, node: int, seen: np.ndarray) -> np.ndarray:
        left, right = tree.children_left[node], tree.children_right[node]
        if left == LEAF:
            return tree.value[node].reshape(1, 1)
        of_left, of_right = self.worth_at(tree, left, seen), self.worth_at(tree, right, seen)
        column = tree.feature[node]
        goes_left = seen[:, column : column + 1] <= tree.threshold[node]
        share = tree.weighted_n_node_samples[left] / tree.weighted_n_node_samples[node]
        mean = share * of_left + (1 - share) * of_right
        return np.where(self.known[:, self.feature_of[column]], np.where(goes_left, of_left, of_right), mean)


def coalitions(features: int) -> np.ndarray:
    """Every set of features, as rows of yes and no: the empty one first, the full one last."""
    return np.array([[bool(number >> index & 1) for index in range(features)] for number in range(2**features)])


def shapley_weights(known: np.ndarray) -> np.ndarray:
    """What the worth of each coalition counts for each feature."""
    features = known.shape[1]
    before = [factorial(size) * factorial(features - size - 1) / factorial(features) for size in range(features)]
    sizes = known.sum(axis=1)
    return np.array([
        [before[size - 1] if member else -before[size] for member in row] for size, row in zip(sizes, known, strict=True)
    ])
