"""The processes that train one model together, as `torchrun` starts them; one alone without it.

    torchrun --nproc-per-node 2 -m prime.training.train …

Sums over CPU tensors go by gloo, over GPU tensors by nccl.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch._dynamo  # before any group: imported later, as optimizers do, it keeps the group
import torch.distributed as dist
from torch import Tensor, nn


@dataclass(frozen=True)
class Ranks:
    rank: int = 0
    world: int = 1
    device: str = "cpu"

    @property
    def first(self) -> bool:
        """This process logs, saves and watches the clock."""
        return self.rank == 0

    def share(self, n: int) -> range:
        """Which of n equal pieces of work are this process's."""
        return range(self.rank, n, self.world)

    def sum_(self, x: Tensor) -> Tensor:
        """x becomes its sum over all processes."""
        if self.world > 1:
            dist.all_reduce(x)
        return x


@contextmanager
def joined(device: str) -> Iterator[Ranks]:
    """Join the processes that torchrun started; each takes the GPU of its number if on GPUs."""
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world == 1:
        yield Ranks(device=device)
        return
    if device == "cuda":
        device = f"cuda:{os.environ['LOCAL_RANK']}"
        torch.cuda.set_device(device)
    dist.init_process_group("cpu:gloo,cuda:nccl" if device != "cpu" else "gloo")
    try:
        yield Ranks(dist.get_rank(), world, device)
    finally:
        dist.destroy_process_group()  # joins gloo's threads: one left at exit may abort the process


class Gradients:
    """All gradients of a model, and some figures beside them, in one buffer: one sum a step.

    Every process divides by the counts of the whole batch, so the sum is the gradient of the mean.
    """

    def __init__(self, model: nn.Module, figures: int) -> None:
        parameters = list(model.parameters())
        sizes = [p.numel() for p in parameters]
        self.buffer = torch.zeros(sum(sizes) + figures, device=parameters[0].device)
        *views, self.figures = self.buffer.split([*sizes, figures])
        self.views = [v.view_as(p) for v, p in zip(views, parameters, strict=True)]
        self.parameters = parameters

    def clear(self) -> None:
        self.buffer.zero_()
        for p, v in zip(self.parameters, self.views, strict=True):
            p.grad = v
