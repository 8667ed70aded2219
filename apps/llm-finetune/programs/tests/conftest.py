"""The program as containers run it: real processes, alone and behind torchrun."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parents[1]
HOME = tempfile.TemporaryDirectory()
SMALL = ("--width=32", "--layers=1", "--context=32", "--batch=8")
sys.path.insert(0, str(PROGRAMS / "train"))


def start(*arguments, processes=None, **variables):
    """Starts the program in its own folder, as its image does; behind torchrun when processes are given."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    env = kept | {"PYTHONUNBUFFERED": "1", "HOME": HOME.name, "OMP_NUM_THREADS": "1"} | variables
    launcher = [] if processes is None else ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    command = [sys.executable, *launcher, "finetune.py", *map(str, arguments)]
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=PROGRAMS / "train", env=env, **out)


def run(*arguments, **options):
    """Runs it to its end. Returns its exit code and all that it said."""
    process = start(*arguments, **options)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


@pytest.fixture(scope="session")
def examples(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "examples.jsonl"
    generator = [sys.executable, PROGRAMS / "generate_data.py", "--output", path, "--examples", "200"]
    subprocess.run(generator, check=True)
    return path
