"""Fits a LoRA adapter to examples, on one process or many, and leaves it where MODEL_OUTPUT says."""

import argparse
import json
import logging
import os
import signal
import sys
import time
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path

import torch
from adapter_folder import AdapterFolder, AlreadyThere
from base_model import Shape, base_model
from checkpoints import Checkpoints
from examples import IGNORED, BadData, Examples, read_examples
from lora import adapt, adapter
from torch import Tensor
from torch.nn.functional import cross_entropy
from together import Group, PeerLost
from tracking import track

BAD_DATA, REFUSED, INTERRUPTED = 1, 3, 75

log = logging.getLogger("finetune")
told_to_end = False


class Stopped(Exception):
    """This process, or another, was told to end; all of them saved and stop."""


@dataclass(frozen=True)
class Parameters:
    width: int = 64
    layers: int = 2
    heads: int = 4
    context: int = 64
    rank: int = 8
    alpha: float = 16.0
    learning_rate: float = 0.003
    batch: int = 32
    steps: int = 600
    seed: int = 7

    def shape(self) -> Shape:
        return Shape(self.width, self.layers, self.heads, self.context)


@dataclass(frozen=True)
class Places:
    data: Path
    output: Path
    checkpoints: Path
    interval: float
    run: str


def end(*_: object) -> None:
    global told_to_end
    told_to_end = True


def arguments(argv: list[str] | None = None) -> tuple[Places, Parameters, timedelta]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="JSON lines, each with a prompt and a completion")
    parser.add_argument("--patience", type=float, default=600, help="seconds to wait for another process")
    for field in fields(Parameters):
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=field.type, default=field.default)
    options = vars(parser.parse_args(argv))
    data, patience = options.pop("data"), options.pop("patience")
    for name, value in options.items():
        if value <= 0:
            parser.error(f"--{name.replace('_', '-')} {value}: must be more than zero")
    if options["width"] % options["heads"] != 0:
        parser.error(f"--width {options['width']}: not a multiple of --heads {options['heads']}")
    output = Path(os.environ.get("MODEL_OUTPUT", ""))
    if output == Path():
        parser.error("the variable MODEL_OUTPUT is not set: the folder of the adapter to write")
    hidden = output.with_name(f".checkpoint-{output.name}")
    places = Places(
        data=data,
        output=output,
        checkpoints=Path(os.environ.get("CHECKPOINT_PATH") or hidden),
        interval=float(os.environ.get("CHECKPOINT_INTERVAL") or 600),
        run=os.environ.get("RUN_ID") or output.name,
    )
    return places, Parameters(**options), timedelta(seconds=patience)


class Training:
    def __init__(self, group: Group, parameters: Parameters, learnt: Examples) -> None:
        self.group, self.parameters, self.learnt = group, parameters, learnt
        model = base_model(parameters.shape(), parameters.seed)
        adapt(model, parameters.rank, parameters.alpha, parameters.seed)
        self.model = model.to(group.device)
        self.weights = [parameter for _, parameter in adapter(self.model)]
        self.optimizer = torch.optim.AdamW(self.weights, lr=parameters.learning_rate)

    def state(self) -> dict[str, object]:
        return {"adapter": self.adapter(), "optimizer": self.optimizer.state_dict()}

    def adapter(self) -> dict[str, Tensor]:
        return {name: parameter.detach().cpu() for name, parameter in adapter(self.model)}

    def resume(self, state: dict[str, object]) -> None:
        self.model.load_state_dict(state["adapter"], strict=False)
        self.optimizer.load_state_dict(state["optimizer"])

    def loss(self, tokens: Tensor, targets: Tensor) -> Tensor:
        device = self.group.device
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            scores = self.model(tokens.to(device))
        return cross_entropy(scores.float().flatten(0, 1), targets.to(device).flatten(), ignore_index=IGNORED, reduction="sum")

    def step(self, number: int) -> tuple[float, bool]:
        """One step of all processes: its loss for each token, and whether one of them was told to end."""
        group, parameters = self.group, self.parameters
        tokens, targets = self.learnt.batch(parameters.batch, parameters.seed, number, group.rank, group.size)
        loss = self.loss(tokens, targets)
        self.optimizer.zero_grad(set_to_none=False)
        loss.backward()
        counts = torch.tensor([float((targets != IGNORED).sum()), float(told_to_end)], device=group.device)
        sums = group.sum(torch.cat([*(weight.grad.flatten() for weight in self.weights), loss.detach()[None], counts]))
        *_, whole_loss, count, stops = sums[-3:].tolist()
        position = 0
        for weight in self.weights:
            weight.grad.copy_(sums[position : position + weight.numel()].view_as(weight) / count)
            position += weight.numel()
        self.optimizer.step()
        return whole_loss / count, stops > 0

    @torch.no_grad()
    def score(self, tested: Examples) -> float:
        self.model.eval()
        return self.loss(tested.tokens, tested.targets).item() / int((tested.targets != IGNORED).sum())


def fit(training: Training, checkpoints: Checkpoints, interval: float) -> None:
    group, steps = training.group, training.parameters.steps
    first = group.rank == 0
    done, state, why = group.from_first(checkpoints.load() if first else None)
    if state is not None:
        training.resume(state)
    if first:
        event = "started" if state is None else "resumed"
        log.info("event=%s step=%d of=%d processes=%d reason=%s", event, done, steps, group.size, json.dumps(why))
    saved = time.monotonic()
    for number in range(done, steps):
        loss, stop = training.step(number)
        done = number + 1
        due = stop or time.monotonic() - saved >= interval
        if first and due and done < steps:
            checkpoints.save(done, training.state())
            saved = time.monotonic()
            log.info("event=checkpoint step=%d of=%d loss=%.6f", done, steps, loss)
        if stop and done < steps:
            group.wait()
            raise Stopped


def finetune(places: Places, parameters: Parameters, group: Group) -> None:
    if parameters.batch < group.size:
        raise BadData(f"a batch of {parameters.batch} for {group.size} processes: each needs one example")
    learnt, tested = (examples := read_examples(places.data, parameters.context)).split()
    identity = {"version": places.run, "data_sha256": examples.sha256, "parameters": vars(parameters)}
    folder = AdapterFolder(places.output, identity)
    checkpoints = Checkpoints(places.checkpoints, identity)
    complete, problem = group.from_first(whether_complete(folder) if group.rank == 0 else None)
    if problem is not None:
        raise AlreadyThere(problem)
    if not complete:
        training = Training(group, parameters, learnt)
        fit(training, checkpoints, places.interval)
        if group.rank == 0:
            publish(folder, training, tested, places.run)
    elif group.rank == 0:
        log.info("event=already_trained path=%s", json.dumps(str(places.output)))
    if group.rank == 0:
        checkpoints.remove()
    group.wait()


def whether_complete(folder: AdapterFolder) -> tuple[bool, str | None]:
    try:
        return folder.is_complete(), None
    except AlreadyThere as error:
        return False, str(error)


def publish(folder: AdapterFolder, training: Training, tested: Examples, run: str) -> None:
    metrics = {"loss": training.score(tested)}
    about = {"model": "llm-finetune", "metrics": metrics, "torch_version": torch.__version__}
    folder.publish(training.adapter(), about)
    log.info("event=trained run=%s loss=%.6f path=%s", run, metrics["loss"], json.dumps(str(folder.path)))
    track(run, vars(training.parameters), metrics, {"model_version": run, "data_sha256": tested.sha256})


def main() -> int:
    signal.signal(signal.SIGTERM, end)
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="time=%(asctime)s level=%(levelname)s %(message)s")
    places, parameters, patience = arguments()
    try:
        group = Group(patience)
        finetune(places, parameters, group)
        group.leave()
    except Stopped:
        log.info("event=stopped reason=%s", "SIGTERM" if told_to_end else "another-process")
        return 128 + signal.SIGTERM if told_to_end else INTERRUPTED
    except PeerLost as error:
        log.warning("event=interrupted cause=%s", json.dumps(str(error)))
        return 128 + signal.SIGTERM if told_to_end else INTERRUPTED
    except BadData as error:
        log.error("event=failed cause=%s", json.dumps(f"{places.data}: {error}"))
        return BAD_DATA
    except AlreadyThere as error:
        log.error("event=failed cause=%s", json.dumps(f"refusing to overwrite {places.output}: {error}"))
        return REFUSED
    except OSError as error:
        log.error("event=failed cause=%s", json.dumps(f"{error.filename or places.output}: {error.strerror or error}"))
        return BAD_DATA
    return 0


if __name__ == "__main__":
    sys.exit(main())
