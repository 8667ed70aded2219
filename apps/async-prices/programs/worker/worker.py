"""Answers the messages of a queue with prices of houses, one at a time; at SIGTERM it finishes the one in hand."""

import json
import logging
import signal
import sys
import threading

import redis
from contract import Contract, contract
from health import Health
from pricing import Pricing, Unusable
from stream import Message, Stream

# How long one look at the queue waits for a message, and so the longest that an idle worker takes to end.
WAIT_MS = 1000
# What the worker may take beside the answer itself before it counts as stuck.
QUIET_SECONDS = 60

log = logging.getLogger("worker")


def handle(message: Message, stream: Stream, model: Pricing, told: Contract) -> None:
    said = f"message={message.entry} deliveries={message.deliveries}"
    if message.deliveries > told.max_deliveries:
        log.error("event=%s %s", stream.bury(message, "no worker came to its end with it"), said)
        return
    try:
        if told.key_field is not None and not message.fields.get(told.key_field):
            raise ValueError(f"no field {told.key_field}, which holds the key")
        body = model.answer(message.fields.get("body", ""))
    except ValueError as error:
        log.warning("event=failed %s cause=%s", said, json.dumps(str(error)))
        # Else it is held, and comes again when its visibility ends.
        if message.deliveries == told.max_deliveries:
            log.error("event=%s %s", stream.bury(message, str(error)), said)
        return
    log.info("event=%s %s", stream.answer(message, body), said)


def work(stream: Stream, model: Pricing, told: Contract, health: Health, stopping: threading.Event) -> None:
    while not stopping.is_set():
        health.beat()
        try:
            if not health.ready:
                stream.join()
                health.ready = True
            message = stream.next(WAIT_MS)
            if message is not None:
                handle(message, stream, model, told)
        except (redis.ConnectionError, redis.TimeoutError) as error:
            health.ready = False
            log.warning("event=unreachable cause=%s", json.dumps(str(error)))
            stopping.wait(1)
        except redis.ResponseError as error:
            # The stream or its group is gone: they are made again.
            health.ready = False
            log.warning("event=refused cause=%s", json.dumps(str(error)))
            stopping.wait(1)


def main() -> int:
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="time=%(asctime)s level=%(levelname)s %(message)s")
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    try:
        told = contract()
    except ValueError as error:
        log.error("event=failed cause=%s", json.dumps(str(error)))
        return 2
    try:
        model = Pricing(told.model)
    except Unusable as error:
        log.error("event=failed cause=%s", json.dumps(str(error)))
        return 1
    health = Health(told.longest_answer + QUIET_SECONDS)
    health.serve(told.port)
    stream = Stream(told)
    log.info("event=working queue=%s worker=%s", told.queue, told.worker)
    work(stream, model, told, health, stopping)
    health.ready = False
    try:
        stream.leave()
    except redis.RedisError as error:
        log.warning("event=not_left cause=%s", json.dumps(str(error)))
    log.info("event=stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
