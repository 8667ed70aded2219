"""Answers as `vllm serve` does, with its arguments, paths and metrics, and with a model that needs no GPU."""

import argparse
import os
import sys
from pathlib import Path

import uvicorn
from chat_api import interface
from chat_engine import Engine
from chat_telemetry import Telemetry

# What vLLM takes and a model of a few lines has no use for.
WITH_VALUE = (
    "tensor-parallel-size", "pipeline-parallel-size", "data-parallel-size", "gpu-memory-utilization", "dtype", "quantization", "max-loras", "max-lora-rank",
)
FINISH_SECONDS = 25


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="vllm", description=__doc__)
    serve = parser.add_subparsers(dest="command", required=True).add_parser("serve")
    serve.add_argument("model", type=Path, help="folder of the model, which must be there")
    serve.add_argument("--host", default="0.0.0.0")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--served-model-name")
    serve.add_argument("--max-model-len", type=int, default=4096)
    serve.add_argument("--max-num-seqs", type=int, default=4)
    serve.add_argument("--enable-lora", action="store_true")
    serve.add_argument("--lora-modules", nargs="+", default=[], metavar="NAME=PATH")
    for name in WITH_VALUE:
        serve.add_argument(f"--{name}", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    options.adapters = dict(one.partition("=")[::2] for one in options.lora_modules)
    for folder in (options.model, *map(Path, options.adapters.values())):
        if not folder.is_dir():
            parser.error(f"{folder}: no such folder")
    return options


def main(argv: list[str] | None = None) -> None:
    options = arguments(argv)
    name = options.served_model_name or str(options.model)
    telemetry = Telemetry(name, list(options.adapters))
    engine = Engine(telemetry, options.max_num_seqs, options.max_model_len, float(os.environ.get("WORD_SECONDS", "0")))
    app = interface(engine, [name, *options.adapters], os.environ.get("VLLM_API_KEY"))
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", timeout_graceful_shutdown=FINISH_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
