"""What a worker is told by its environment; docs/async-inference.md lists it."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Contract:
    url: str
    username: str | None
    password: str | None
    queue: str
    group: str
    worker: str
    answers: str
    dead_letters: str
    max_deliveries: int
    visibility: int
    longest_answer: int
    key_field: str | None
    key_seconds: int
    model: Path
    port: int


def needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ValueError(f"the variable {name} is not set")
    return value


def number(name: str, usual: str | None = None) -> int:
    text = os.environ.get(name, "") or usual or needed(name)
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{name}: expected a whole number of at least 1, got {text!r}")
    return int(text)


def contract() -> Contract:
    url, kind = needed("QUEUE_URL"), needed("QUEUE_KIND")
    if kind != "redis":
        raise ValueError(f"QUEUE_KIND: this worker reads streams of Redis, got {kind!r}")
    store = os.environ.get("IDEMPOTENCY_STORE", url)
    if urlsplit(store) != urlsplit(url):
        # Key, answer and acknowledgement are one step, which two servers cannot take together.
        raise ValueError("IDEMPOTENCY_STORE: this worker keeps keys on the server of its queue alone")
    return Contract(
        url=url,
        username=os.environ.get("QUEUE_USERNAME") or None,
        password=os.environ.get("QUEUE_PASSWORD") or None,
        queue=needed("QUEUE_NAME"),
        group=needed("QUEUE_GROUP"),
        worker=needed("WORKER_NAME"),
        answers=needed("ANSWER_QUEUE"),
        dead_letters=needed("DEAD_LETTER_QUEUE"),
        max_deliveries=number("MAX_DELIVERIES"),
        visibility=number("QUEUE_VISIBILITY"),
        longest_answer=number("LONGEST_ANSWER"),
        key_field=os.environ.get("IDEMPOTENCY_KEY_FIELD") or None,
        key_seconds=number("IDEMPOTENCY_KEEP", "86400"),
        model=Path(needed("MODEL_PATH")),
        port=number("PORT", "8080"),
    )
