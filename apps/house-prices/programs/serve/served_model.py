"""The model of a folder that a training wrote."""

import hashlib
import io
import json
from pathlib import Path

import joblib
import numpy as np
import sklearn
from schema import FEATURES, House

SAMPLE = House(area_m2=100, rooms=4, bathrooms=1, age_years=20, distance_km=5, condition="good")


class Unusable(Exception):
    """The message says why the model cannot be served."""


class ServedModel:
    def __init__(self, folder: Path) -> None:
        try:
            metadata = json.loads((folder / "metadata.json").read_text())
            content = (folder / "model.joblib").read_bytes()
            self.name: str = metadata["model"]
            self.version: str = metadata["version"]
            features, trained_with, digest = (metadata[key] for key in ("features", "sklearn_version", "model_sha256"))
        except OSError as error:
            raise Unusable(f"{error.filename}: {error.strerror}") from None
        except (ValueError, TypeError) as error:
            raise Unusable(f"metadata.json is not readable: {error}") from None
        except KeyError as error:
            raise Unusable(f"metadata.json has no {error.args[0]}") from None
        if trained_with != sklearn.__version__:
            raise Unusable(f"trained with scikit-learn {trained_with}, this server has {sklearn.__version__}")
        if tuple(features) != FEATURES:
            raise Unusable(f"trained on {', '.join(features)}; this server sends {', '.join(FEATURES)}")
        if hashlib.sha256(content).hexdigest() != digest:
            raise Unusable("model.joblib is damaged: its hash is not that of metadata.json")
        try:
            self.pipeline = joblib.load(io.BytesIO(content))
            self.prices([SAMPLE])
        except Exception as error:
            raise Unusable(f"the model does not predict: {type(error).__name__}: {error}") from None

    def prices(self, houses: list[House]) -> list[float]:
        table = np.array([[getattr(house, name) for name in FEATURES] for house in houses], dtype=object)
        return [round(float(price), 2) for price in self.pipeline.predict(table)]
