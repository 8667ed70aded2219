"""The processes that train together, as a launcher started them with RANK, WORLD_SIZE and MASTER_ADDR; or one alone."""

import os
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor


class PeerLost(Exception):
    """Another process is gone, or does not answer."""


class Group:
    def __init__(self, patience: timedelta) -> None:
        self.rank = int(os.environ.get("RANK", "0"))
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        local = int(os.environ.get("LOCAL_RANK", "0"))
        self.device = torch.device("cuda", local) if torch.cuda.is_available() else torch.device("cpu")
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)
        if self.size > 1:
            backend = "nccl" if self.device.type == "cuda" else "gloo"
            self.ask(dist.init_process_group, backend, timeout=patience)

    def ask(self, what: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return what(*arguments, **options)
        except RuntimeError as error:
            raise PeerLost(str(error).splitlines()[0]) from None

    def sum(self, values: Tensor) -> Tensor:
        if self.size > 1:
            self.ask(dist.all_reduce, values)
        return values

    def from_first(self, value: Any) -> Any:
        """What the first process says, to all."""
        said = [value]
        if self.size > 1:
            self.ask(dist.broadcast_object_list, said, src=0, device=self.device)
        return said[0]

    def wait(self) -> None:
        """Until all are here."""
        self.sum(torch.zeros(1, device=self.device)).item()

    def leave(self) -> None:
        if dist.is_initialized():
            dist.destroy_process_group()
