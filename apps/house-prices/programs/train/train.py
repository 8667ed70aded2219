"""Trains the model of house prices and leaves it where MODEL_OUTPUT says."""

import argparse
import json
import logging
import os
import signal
import sys
from dataclasses import asdict
from math import ceil
from pathlib import Path

import sklearn
from checkpoints import Checkpoints
from dataset import FEATURES, BadData, Dataset, read_dataset
from model_folder import AlreadyThere, ModelFolder
from regressor import Parameters, grow, new_model, scores
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from tracking import track

BAD_DATA, REFUSED = 1, 3
FEWEST_PART = 2

log = logging.getLogger("train")


class Stopped(BaseException):
    """SIGTERM came."""


def stop(*_: object) -> None:
    raise Stopped


def arguments(argv: list[str] | None = None) -> tuple[Path, Path, str, Parameters]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the cleaned table")
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--depth", type=int, default=3)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--test-share", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=7)
    options = vars(parser.parse_args(argv))
    data = options.pop("data")
    parameters = Parameters(**options)
    allowed = {
        "trees": 1 <= parameters.trees <= 100_000,
        "depth": 1 <= parameters.depth <= 32,
        "learning_rate": 0 < parameters.learning_rate <= 1,
        "test_share": 0 < parameters.test_share < 1,
        "seed": 0 <= parameters.seed < 2**32,
    }
    for name, within in allowed.items():
        if not within:
            parser.error(f"--{name.replace('_', '-')} {options[name]}: out of range")
    output = os.environ.get("MODEL_OUTPUT")
    if not output:
        parser.error("the variable MODEL_OUTPUT is not set: the folder of the model to write")
    path = Path(output)
    return data, path, os.environ.get("RUN_ID") or path.name, parameters


def fit(data: Dataset, parameters: Parameters, checkpoints: Checkpoints) -> tuple[Pipeline, dict[str, float]]:
    tested = ceil(parameters.test_share * len(data.prices))
    if min(tested, len(data.prices) - tested) < FEWEST_PART:
        raise BadData(f"{len(data.prices)} rows with test share {parameters.test_share}: too few to train or to test on")
    parts = train_test_split(data.features, data.prices, test_size=tested, random_state=parameters.seed)
    features, test_features, prices, test_prices = parts
    model, reason = checkpoints.load()
    log.info("event=%s reason=%s", "started" if model is None else "resumed", json.dumps(reason))
    model = model or new_model(parameters)
    for trees in grow(model, features, prices, parameters.trees):
        checkpoints.save(model, trees)
        log.info("event=checkpoint trees=%d of=%d", trees, parameters.trees)
    return model, scores(model, test_features, test_prices)


def train(data_path: Path, output: Path, run: str, parameters: Parameters) -> None:
    data = read_dataset(data_path)
    identity = {"version": run, "data_sha256": data.sha256, "params": asdict(parameters)}
    folder = ModelFolder(output, identity)
    hidden = output.with_name(f".checkpoint-{output.name}")
    checkpoints = Checkpoints(hidden, identity | {"sklearn_version": sklearn.__version__})
    if folder.is_complete():
        checkpoints.remove()
        log.info("event=already_trained path=%s", json.dumps(str(output)))
        return
    model, metrics = fit(data, parameters, checkpoints)
    about = {"model": "house-prices", "features": FEATURES, "metrics": metrics, "sklearn_version": sklearn.__version__}
    folder.publish(model, identity | about)
    checkpoints.remove()
    numbers = " ".join(f"{name}={value:.4f}" for name, value in metrics.items())
    log.info("event=trained run=%s rows=%d %s params=%s", run, len(data.prices), numbers, json.dumps(asdict(parameters)))
    track(run, asdict(parameters), metrics, {"run": run, "data_sha256": data.sha256})


def main() -> int:
    signal.signal(signal.SIGTERM, stop)
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="time=%(asctime)s level=%(levelname)s %(message)s")
    data, output, run, parameters = arguments()
    try:
        train(data, output, run, parameters)
    except Stopped:
        log.info("event=stopped reason=SIGTERM")
        return 128 + signal.SIGTERM
    except BadData as error:
        log.error("event=failed cause=%s", json.dumps(f"{data}: {error}"))
        return BAD_DATA
    except AlreadyThere as error:
        log.error("event=failed cause=%s", json.dumps(f"refusing to overwrite {output}: {error}"))
        return REFUSED
    except OSError as error:
        log.error("event=failed cause=%s", json.dumps(f"{error.filename or output}: {error.strerror or error}"))
        return BAD_DATA
    return 0


if __name__ == "__main__":
    sys.exit(main())
