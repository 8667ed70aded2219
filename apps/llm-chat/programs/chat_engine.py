"""Gives requests their turns, and measures them as vLLM does."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from chat_language import answer
from chat_telemetry import Telemetry


@dataclass
class Turn:
    """One request on its way."""

    prompt: list[str]
    most: int
    seed: int
    words: list[str] = field(default_factory=list)
    reason: str = "abort"


class Engine:
    def __init__(self, telemetry: Telemetry, sequences: int, length: int, token_seconds: float) -> None:
        self.telemetry, self.length, self.token_seconds = telemetry, length, token_seconds
        self.turns = asyncio.Semaphore(sequences)
        self.room, self.held = sequences * length, 0

    async def words(self, turn: Turn) -> AsyncIterator[str]:
        """The answer word by word; whoever stops listening ends it."""
        seen, begin = self.telemetry, time.perf_counter()
        with seen.waiting.track_inprogress():
            await self.turns.acquire()
        started = time.perf_counter()
        seen.queued.observe(started - begin)
        try:
            with seen.running.track_inprogress():
                async for word in self.written(turn, begin):
                    yield word
        finally:
            self.turns.release()
            self.measured(turn, begin, started)

    async def written(self, turn: Turn, begin: float) -> AsyncIterator[str]:
        seen = self.telemetry
        self.hold(len(turn.prompt))
        seen.prompted.inc(len(turn.prompt))
        seen.queries.inc(len(turn.prompt))
        last = begin
        try:
            for word in answer(turn.prompt, turn.seed):
                if len(turn.words) == turn.most:
                    turn.reason = "length"
                    return
                await asyncio.sleep(self.token_seconds)
                now = time.perf_counter()
                (seen.between if turn.words else seen.first).observe(now - last)
                last = now
                turn.words.append(word)
                seen.generated.inc()
                self.hold(1)
                yield word
            turn.reason = "stop"
        finally:
            self.hold(-len(turn.prompt) - len(turn.words))

    def hold(self, tokens: int) -> None:
        self.held += tokens
        self.telemetry.cache.set(min(1.0, self.held / self.room))

    def measured(self, turn: Turn, begin: float, started: float) -> None:
        seen, end = self.telemetry, time.perf_counter()
        seen.finished[turn.reason].inc()
        seen.whole.observe(end - begin)
        seen.prefill.observe(0)
        seen.decode.observe(end - started)
        seen.inference.observe(end - started)
        seen.per_token.observe((end - started) / max(1, len(turn.words)))
