"""worker.py: no message is lost, none is answered twice under one key, none goes round for ever."""

import json
import signal
import subprocess

import httpx
import pytest
import redis
from conftest import HOUSE, PRICE, until

# So many that answering takes a while.
MANY = json.dumps([HOUSE] * 400_000)


def test_messages_are_answered_in_order_and_leave_the_queue(start, server, ask, answers):
    entries = [ask(), ask(json.dumps([HOUSE, HOUSE | {"rooms": 5}])), ask()]
    start()
    until("three answers", lambda: len(answers()) == 3)
    assert answers() == [
        (entries[0], {"prices": [PRICE]}),
        (entries[1], {"prices": [PRICE, PRICE + 5_000]}),
        (entries[2], {"prices": [PRICE]}),
    ]
    # What KEDA counts is empty again, so nothing keeps a worker.
    assert server.xlen("prices") == 0


def test_what_waited_before_the_first_worker_and_its_group_were_there_is_answered(start, ask, answers):
    entry = ask()
    start()
    until("the answer", answers)
    assert answers() == [(entry, {"prices": [PRICE]})]


def test_a_poison_message_goes_to_the_dead_letters_after_so_many_deliveries(start, server, ask, answers):
    poison = ask("no houses", id="a")
    good = ask(id="b")
    worker = start(QUEUE_VISIBILITY="1", MAX_DELIVERIES="3")
    until("a dead letter", lambda: server.xlen("prices-dead") == 1)
    [(_, letter)] = server.xrange("prices-dead")
    reason = letter.pop("reason")
    assert letter == {"body": "no houses", "id": "a", "message": poison, "deliveries": "3"}
    assert reason.startswith("Expecting value")
    assert answers() == [(good, {"prices": [PRICE]})] and server.xlen("prices") == 0
    _, said = worker.end()
    assert said.count("event=failed") == 3 and said.count("event=buried") == 1


def test_a_message_that_ends_its_workers_goes_to_the_dead_letters_too(start, server, ask, held, answers):
    killer = ask(MANY)
    for _ in range(2):
        worker = start(QUEUE_VISIBILITY="1", MAX_DELIVERIES="2", WORKER_NAME="same")
        seen = server.xpending_range("prices", "workers", "-", "+", 1)[0]["times_delivered"] if held() else 0
        until("it is in hand", lambda seen=seen: deliveries(server) > seen)
        worker.end(signal.SIGKILL)
    start(QUEUE_VISIBILITY="1", MAX_DELIVERIES="2")
    until("a dead letter", lambda: server.xlen("prices-dead") == 1)
    [(_, letter)] = server.xrange("prices-dead")
    assert (letter["message"], letter["deliveries"]) == (killer, "3")
    assert letter["reason"] == "no worker came to its end with it"
    assert answers() == [] and server.xlen("prices") == 0


def deliveries(server):
    try:
        pending = server.xpending_range("prices", "workers", "-", "+", 1)
    except redis.ResponseError:
        return 0
    return pending[0]["times_delivered"] if pending else 0


def test_a_message_whose_worker_is_killed_is_answered_by_another(start, server, ask, answers):
    entry = ask(MANY)
    killed = start(QUEUE_VISIBILITY="1")
    until("it is in hand", lambda: deliveries(server) == 1)
    killed.end(signal.SIGKILL)
    assert (answers(), server.xlen("prices")) == ([], 1)
    start(QUEUE_VISIBILITY="1")
    until("the answer", answers)
    assert [message for message, _ in answers()] == [entry] and server.xlen("prices") == 0


def test_at_sigterm_the_message_in_hand_is_finished_and_no_other_is_begun(start, server, ask, answers):
    first, second = ask(MANY), ask()
    worker = start()
    until("it is in hand", lambda: deliveries(server) == 1)
    worker.process.send_signal(signal.SIGTERM)
    assert answers() == [], "it was answered before it was told to end: the case shows nothing"
    said, _ = worker.process.communicate(timeout=60)
    assert worker.process.returncode == 0 and "event=stopped" in said
    assert [message for message, _ in answers()] == [first]
    assert [entry for entry, _ in server.xrange("prices")] == [second]
    # Nothing is held by a worker that is gone, and its name is not left behind.
    assert server.xpending("prices", "workers")["pending"] == 0 and server.xinfo_consumers("prices", "workers") == []


def test_an_idle_worker_ends_at_sigterm(start):
    worker = start()
    until("it is ready", lambda: status(worker, "/ready") == 200)
    code, said = worker.end()
    assert code == 0 and "event=stopped" in said


def test_a_key_is_answered_once_however_often_and_whenever_it_comes(start, server, ask, answers):
    keys = {"IDEMPOTENCY_KEY_FIELD": "id", "IDEMPOTENCY_STORE": f"redis://127.0.0.1:{port_of(server)}/0"}
    first = [ask(id="a") for _ in range(3)][0]
    workers = [start(**keys), start(**keys)]
    until("the queue is empty", lambda: server.xlen("prices") == 0 and answers())
    assert len(answers()) == 1 and answers()[0][1] == {"prices": [PRICE]}
    for worker in workers:
        worker.end()
    assert first <= answers()[0][0]
    # Later, by another worker.
    ask(id="a")
    other = ask(id="b")
    start(**keys)
    until("the queue is empty", lambda: server.xlen("prices") == 0)
    assert [message for message, _ in answers()][1:] == [other]
    assert 0 < server.ttl("answered:prices:a") <= 86_400


def port_of(server):
    return server.connection_pool.connection_kwargs["port"]


def test_a_message_that_another_worker_was_given_meanwhile_is_answered_once(start, server, ask, answers):
    ask(MANY)
    slow = start()
    until("it is in hand", lambda: deliveries(server) == 1)
    slow.process.send_signal(signal.SIGSTOP)
    start(QUEUE_VISIBILITY="1")
    until("the other answered", answers)
    slow.process.send_signal(signal.SIGCONT)
    _, said = slow.end()
    assert "event=lost" in said and len(answers()) == 1


def test_a_message_without_its_key_is_no_message(start, server, ask):
    ask()
    start(QUEUE_VISIBILITY="1", MAX_DELIVERIES="1", IDEMPOTENCY_KEY_FIELD="id")
    until("a dead letter", lambda: server.xlen("prices-dead") == 1)
    assert server.xrange("prices-dead")[0][1]["reason"] == "no field id, which holds the key"


def test_a_worker_goes_on_when_the_stream_was_deleted(start, server, ask, answers):
    worker = start()
    until("it is ready", lambda: status(worker, "/ready") == 200)
    server.delete("prices")
    until("it has joined anew", lambda: server.exists("prices"))
    entry = ask()
    until("the answer", answers)
    assert answers() == [(entry, {"prices": [PRICE]})]


def status(worker, path):
    try:
        return httpx.get(f"{worker.health}{path}").status_code
    except httpx.TransportError:
        return 0


def test_it_is_alive_without_its_server_and_ready_with_it_alone(start):
    lonely = start(QUEUE_URL="redis://127.0.0.1:1/0")
    until("it answers", lambda: status(lonely, "/health") == 200)
    assert (status(lonely, "/ready"), status(lonely, "/other")) == (503, 404)
    working = start()
    until("it is ready", lambda: status(working, "/ready") == 200)
    assert status(working, "/health") == 200


@pytest.mark.parametrize(
    ("changes", "code", "cause"),
    [
        ({"QUEUE_NAME": ""}, 2, "the variable QUEUE_NAME is not set"),
        ({"MAX_DELIVERIES": "0"}, 2, "MAX_DELIVERIES: expected a whole number of at least 1, got '0'"),
        ({"QUEUE_KIND": "sqs"}, 2, "QUEUE_KIND: this worker reads streams of Redis, got 'sqs'"),
        ({"IDEMPOTENCY_STORE": "redis://other:6379/0"}, 2, "this worker keeps keys on the server of its queue alone"),
        ({"MODEL_PATH": "/nowhere"}, 1, "/nowhere/model.json: No such file or directory"),
    ],
)
def test_it_says_what_it_was_not_told(start, changes, code, cause):
    process = start(**changes).process
    try:
        said, _ = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        pytest.fail("it went on")
    assert process.returncode == code and cause in said


def test_a_damaged_model_ends_it(start, model):
    (model / "model.json").write_text('{"base": 1}')
    said, _ = start().process.communicate(timeout=60)
    assert "is no model: 'each'" in said
