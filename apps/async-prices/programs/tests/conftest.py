"""The worker as its container runs it: a real process, told by its environment, against a server of Redis."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

PROGRAMS = Path(__file__).parents[1]
WORKER = PROGRAMS / "worker"
sys.path.insert(0, str(WORKER))

HOUSE = {"area_m2": 100, "rooms": 4}
PRICE = 50_000 + 100 * 2_000 + 4 * 5_000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, answer):
    """Asks again until the answer is true."""
    end = time.monotonic() + 60
    while not (found := answer()):
        assert time.monotonic() < end, f"not within a minute: {what}"
        time.sleep(0.005)
    return found


@pytest.fixture(scope="session")
def port(tmp_path_factory):
    """A server of Redis: what Python packages offer in its place counts deliveries otherwise."""
    program = shutil.which("redis-server")
    assert program is not None, "install redis-server (Debian: redis-server), and see that it is on the PATH"
    number = free_port()
    options = ["--port", str(number), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path_factory.mktemp("redis")]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    yield number
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture
def server(port):
    client = redis.Redis(port=port, decode_responses=True)

    def answers():
        try:
            return client.ping()
        except redis.ConnectionError:
            return False

    until("the server answers", answers)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "prices" / "v1"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text(json.dumps({"base": 50_000, "each": {"area_m2": 2_000, "rooms": 5_000}}))
    return folder


class Worker:
    def __init__(self, process, health):
        self.process, self.health = process, health

    def end(self, how=signal.SIGTERM):
        """Ends it; its exit code, and all that it said."""
        self.process.send_signal(how)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


@pytest.fixture
def start(server, port, model):
    """`start(NAME='value')` starts a worker with the contract of a construct, changed."""
    started = []

    def begin(**changes):
        health = free_port()
        told = {
            "QUEUE_KIND": "redis",
            "QUEUE_URL": f"redis://127.0.0.1:{port}/0",
            "QUEUE_NAME": "prices",
            "QUEUE_GROUP": "workers",
            "QUEUE_VISIBILITY": "60",
            "WORKER_NAME": f"worker-{len(started)}",
            "ANSWER_QUEUE": "answers",
            "DEAD_LETTER_QUEUE": "prices-dead",
            "MAX_DELIVERIES": "3",
            "LONGEST_ANSWER": "20",
            "GRACE_PERIOD": "35",
            "MODEL_PATH": str(model),
            "PORT": str(health),
        } | changes
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        environment = kept | {"PYTHONUNBUFFERED": "1"} | told
        process = subprocess.Popen([sys.executable, "worker.py"], cwd=WORKER, env=environment, **out)
        started.append(process)
        return Worker(process, f"http://127.0.0.1:{health}")

    yield begin
    for process in started:
        process.kill()
        process.wait(timeout=30)
        process.stdout.close()


@pytest.fixture
def ask(server):
    """Puts houses into the queue, or any other text."""

    def put(body=None, **fields):
        return server.xadd("prices", {"body": json.dumps([HOUSE]) if body is None else body} | fields)

    return put


@pytest.fixture
def answers(server):
    """The answers so far, each with the entry that it answers."""
    return lambda: [(fields["message"], json.loads(fields["body"])) for _, fields in server.xrange("answers")]


@pytest.fixture
def held(server):
    """How many messages workers have in hand."""

    def count():
        try:
            return server.xpending("prices", "workers")["pending"]
        except redis.ResponseError:
            return 0

    return count
