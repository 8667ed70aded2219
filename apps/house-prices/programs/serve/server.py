"""Serves the prices that a trained model predicts."""

import json
import logging
import math
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from api import Draining, interface
from fastapi import FastAPI
from served_model import ServedModel, Unusable
from telemetry import Telemetry

BUCKETS = "0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,2.5"
# Time for balancers to see that /ready answers 503 while connections are still taken.
DRAIN_SECONDS = 1.0
FINISH_SECONDS = 25

log = logging.getLogger("serve")


@dataclass(frozen=True)
class Settings:
    model: Path
    port: int
    metrics_port: int
    buckets: tuple[float, ...]


def settings() -> Settings:
    if not os.environ.get("MODEL_PATH"):
        raise ValueError("the variable MODEL_PATH is not set: the folder of the model")
    return Settings(Path(os.environ["MODEL_PATH"]), port("PORT", "8080"), port("METRICS_PORT", "9090"), buckets())


def port(variable: str, usual: str) -> int:
    text = os.environ.get(variable, usual)
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise ValueError(f"{variable}: expected a port from 1 to 65535, got {text!r}")
    return int(text)


def buckets() -> tuple[float, ...]:
    text = os.environ.get("LATENCY_BUCKETS", BUCKETS)
    try:
        bounds = tuple(float(bound) for bound in text.split(","))
    except ValueError:
        bounds = ()
    rising = all(low < high for low, high in zip(bounds, bounds[1:], strict=False))
    if not bounds or not rising or not all(0 < bound < math.inf for bound in bounds):
        raise ValueError(f"LATENCY_BUCKETS: expected rising seconds with commas between, got {text!r}")
    return bounds


class Server(uvicorn.Server):
    """Says not ready first, then stops taking connections, then ends with exit code 0."""

    def __init__(self, config: uvicorn.Config, draining: Draining) -> None:
        super().__init__(config)
        self.draining = draining

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.draining.begun:
            self.should_exit = True
            return
        self.draining.begun = True
        timer = threading.Timer(DRAIN_SECONDS, setattr, (self, "should_exit", True))
        timer.daemon = True
        timer.start()


def main(telemetry_of: type = Telemetry, interface_of: Callable[..., FastAPI] = interface) -> int:
    """Runs an interface to a model until it is told to stop. Returns the exit code."""
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="time=%(asctime)s level=%(levelname)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    try:
        chosen = settings()
    except ValueError as error:
        log.error("event=failed cause=%s", json.dumps(str(error)))
        return 2
    try:
        model = ServedModel(chosen.model)
        telemetry = telemetry_of(model.version, chosen.buckets)
        draining = Draining()
        app = interface_of(model, telemetry, draining)
        telemetry.serve(chosen.metrics_port)
    except Unusable as error:
        log.error("event=failed cause=%s", json.dumps(f"{chosen.model}: {error}"))
        return 1
    except OSError as error:
        log.error("event=failed cause=%s", json.dumps(f"port {chosen.metrics_port}: {error.strerror}"))
        return 1
    config = uvicorn.Config(
        app,
        host="0.0.0.0",
        port=chosen.port,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
    log.info("event=serving port=%d metrics_port=%d model_version=%s", chosen.port, chosen.metrics_port, model.version)
    Server(config, draining).run()
    log.info("event=stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
