"""server.py: what becomes of requests when it is told to stop."""

import json
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from serving import HOUSE, Server


@pytest.fixture
def draining(model):
    """A server of its own, for those who stop it."""
    server = Server(model)
    yield server
    server.process.kill()


def test_at_sigterm_it_is_not_ready_first_still_answers_and_then_ends_with_exit_code_0(draining):
    with httpx.Client(base_url=draining.url) as client:
        assert "connection" not in client.post("/predict", json=HOUSE).headers
        draining.process.send_signal(signal.SIGTERM)
        while (ready := client.get("/ready")).status_code == 200:
            time.sleep(0.01)
        assert (ready.status_code, ready.json()) == (503, {"status": "not ready", "reason": "shutting down"})
        assert client.get("/health").status_code == 200
        answer = client.post("/predict", json=HOUSE)
        assert answer.status_code == 200 and answer.headers["connection"] == "close"
    said, _ = draining.process.communicate(timeout=30)
    assert draining.process.returncode == 0 and "event=stopped" in said


def test_a_request_that_has_begun_is_answered_after_the_server_takes_no_more(draining):
    body = json.dumps(HOUSE).encode()
    head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", draining.port)) as connection:
        connection.sendall(head.encode() + body[:10])
        draining.process.send_signal(signal.SIGTERM)
        while True:
            try:
                socket.create_connection(("127.0.0.1", draining.port)).close()
                time.sleep(0.05)
            except OSError:
                break
        connection.sendall(body[10:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
    draining.process.communicate(timeout=30)
    assert draining.process.returncode == 0


def test_no_request_is_lost_at_sigterm_while_callers_go_on_until_it_is_not_ready(draining):
    unready = threading.Event()

    def call(_):
        statuses, closing = [], 0
        with httpx.Client(base_url=draining.url) as client:
            while not unready.is_set():
                answer = client.post("/predict", json={"houses": [HOUSE] * 50})
                statuses.append(answer.status_code)
                closing += answer.headers.get("connection") == "close"
        return statuses, closing

    with ThreadPoolExecutor(6) as callers:
        answers = callers.map(call, range(6))
        while draining.requests("200") < 50:
            time.sleep(0.05)
        draining.process.send_signal(signal.SIGTERM)
        while httpx.get(f"{draining.url}/ready").status_code == 200:
            time.sleep(0.01)
        # As slow as an endpoints controller: the callers go on for a while.
        time.sleep(0.4)
        unready.set()
        statuses, closing = zip(*answers, strict=True)
    draining.process.communicate(timeout=30)
    assert {status for each in statuses for status in each} == {200}
    assert sum(map(len, statuses)) > 50 and sum(closing) > 0
    assert draining.process.returncode == 0
