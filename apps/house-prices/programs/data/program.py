"""How the programs of this folder start and end: log lines, signals, exit codes."""

import argparse
import json
import logging
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

log = logging.getLogger("data")


class Failure(Exception):
    """Ends the program with exit code 1; the message is all that is said."""


def event(name: str, **fields: object) -> None:
    log.info("event=%s %s", name, " ".join(f"{key}={json.dumps(value)}" for key, value in fields.items()))


def share(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text}: from 0 to 1")
    return number


def run(main: Callable[[], None]) -> NoReturn:
    # Process 1 of a container ignores SIGTERM unless it handles it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="time=%(asctime)s level=%(levelname)s %(message)s")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    try:
        main()
    except Failure as failure:
        log.error("event=failed cause=%s", json.dumps(str(failure)))
        sys.exit(1)
    except OSError as error:
        log.error("event=failed cause=%s", json.dumps(f"{error.filename or 'input or output'}: {error.strerror or error}"))
        sys.exit(1)
    sys.exit(0)
