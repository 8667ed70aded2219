"""A stream of Redis as a queue: every message is answered, or ends among the dead letters."""

from dataclasses import dataclass

import redis
from contract import Contract

# Each script is one step for all others. An entry that another worker was given meanwhile is left to it: XACK says 0.
# KEYS: queue, answers, key. ARGV: group, entry, answer, seconds that the key is kept, or 0 without a key.
ANSWER = """
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 'lost' end
redis.call('XDEL', KEYS[1], ARGV[2])
if ARGV[4] ~= '0' and not redis.call('SET', KEYS[3], ARGV[2], 'NX', 'EX', ARGV[4]) then return 'repeated' end
redis.call('XADD', KEYS[2], '*', 'message', ARGV[2], 'body', ARGV[3])
return 'answered'
"""
# KEYS: queue, dead letters. ARGV: group, entry, then the fields of the dead letter.
BURY = """
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 'lost' end
redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
return 'buried'
"""


@dataclass(frozen=True)
class Message:
    entry: str
    fields: dict[str, str]
    deliveries: int


class Stream:
    def __init__(self, told: Contract) -> None:
        self.told = told
        self.server = redis.Redis.from_url(
            told.url,
            username=told.username,
            password=told.password,
            decode_responses=True,
            socket_connect_timeout=5,
            socket_timeout=30,
        )
        self.answering = self.server.register_script(ANSWER)
        self.burying = self.server.register_script(BURY)

    def join(self) -> None:
        """Makes the group where it is missing; it begins with the oldest entry."""
        try:
            self.server.xgroup_create(self.told.queue, self.told.group, id="0", mkstream=True)
        except redis.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    def next(self, wait_ms: int) -> Message | None:
        """An entry that a worker held too long, else a new one."""
        queue, group, worker = self.told.queue, self.told.group, self.told.worker
        idle = self.told.visibility * 1000
        for held in self.server.xpending_range(queue, group, "-", "+", 1, idle=idle):
            # None, when another worker was faster.
            for entry, fields in self.server.xclaim(queue, group, worker, idle, [held["message_id"]]):
                return Message(entry, fields, held["times_delivered"] + 1)
        for _, entries in self.server.xreadgroup(group, worker, {queue: ">"}, count=1, block=wait_ms) or []:
            for entry, fields in entries:
                return Message(entry, fields, 1)
        return None

    def answer(self, message: Message, body: str) -> str:
        """`answered`, `repeated` for a key that has its answer, or `lost` when another worker has the message now."""
        field, queue = self.told.key_field, self.told.queue
        key = f"answered:{queue}:{message.fields[field]}" if field else f"answered:{queue}"
        seconds = self.told.key_seconds if field else 0
        return self.answering(
            keys=[queue, self.told.answers, key], args=[self.told.group, message.entry, body, seconds]
        )

    def bury(self, message: Message, reason: str) -> str:
        """Moves it to the dead letters, with all that it held."""
        about = {"message": message.entry, "deliveries": str(message.deliveries), "reason": reason}
        pairs = [text for pair in (message.fields | about).items() for text in pair]
        return self.burying(
            keys=[self.told.queue, self.told.dead_letters], args=[self.told.group, message.entry, *pairs]
        )

    def leave(self) -> None:
        """Takes this worker's name off the group; what it still holds stays, for another one to claim."""
        for worker in self.server.xinfo_consumers(self.told.queue, self.told.group):
            if worker["name"] == self.told.worker and worker["pending"] == 0:
                self.server.xgroup_delconsumer(self.told.queue, self.told.group, self.told.worker)
