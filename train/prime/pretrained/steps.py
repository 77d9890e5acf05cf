"""What both stages share: processes, the clock's schedule, averages, the log, what is saved."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# imported before a process group is made: imported after it, it keeps the group's threads alive
import torch
import torch._dynamo
import torch.distributed as dist
from torch import Tensor, nn

SAVE_EVERY = 420  # seconds


@dataclass(frozen=True)
class Schedule:
    """A learning rate by wall-clock: up over some steps, level, then down to 0 at the end."""

    peak: float
    minutes: float
    warm_up: int  # steps
    falling: float  # share of the time

    def rate(self, step: int, elapsed: float) -> float:
        """`elapsed` in minutes"""
        left = max(0.0, 1 - elapsed / self.minutes)
        return self.peak * min(1, (step + 1) / self.warm_up) * min(1.0, left / self.falling)


class Run:
    """Steps of one module's trained parameters, in one process or in several that share them.

    The folder holds `log.jsonl`, one line a step, and `state.pt`, from which the same command goes
    on; what is for use is the average of the weights.
    """

    def __init__(
        self, module: nn.Module, folder: Path, schedule: Schedule, keep: float, decay: float = 0.0
    ) -> None:
        """keep: the most of the average that a step leaves; decay: of weights, not of gains"""
        self.world = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        if self.world > 1 and not dist.is_initialized():
            dist.init_process_group("gloo")
        self.folder, self.schedule, self.keep = folder, schedule, keep
        named = [(n, p) for n, p in module.named_parameters() if p.requires_grad]
        self.names, self.parameters = [n for n, _ in named], [p for _, p in named]
        groups = [
            {"params": [p for p in self.parameters if p.ndim > 1], "weight_decay": decay},
            {"params": [p for p in self.parameters if p.ndim < 2], "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98))
        self.average = [p.detach().clone() for p in self.parameters]
        self.step, self.minutes, self.counted = 0, 0.0, 0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "state.pt").exists():
            self.resume()
        self.begun = time.monotonic() - self.minutes * 60
        self.saved = time.monotonic()

    @property
    def weights(self) -> dict[str, Tensor]:
        return {n: a.cpu().clone() for n, a in zip(self.names, self.average, strict=True)}

    def goes_on(self) -> bool:
        """The same answer in every process."""
        elapsed = torch.tensor([(time.monotonic() - self.begun) / 60])
        if self.world > 1:
            dist.broadcast(elapsed, 0)
        self.minutes = float(elapsed)
        rate = self.schedule.rate(self.step, self.minutes)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        return self.minutes < self.schedule.minutes

    def take_step(self, figures: dict[str, Tensor], count: str) -> dict[str, float]:
        """Gradients and figures of all processes together; `count` names what is counted.

        figures: sums; those named `a/b` are told as the ratio of the sums `a` and `b`.
        """
        names = list(figures)
        told = torch.stack([figures[n].detach().float() for n in names])
        flat = torch.cat([self.gradient(p).flatten() for p in self.parameters] + [told])
        if self.world > 1:
            dist.all_reduce(flat)
        told, flat = flat[len(flat) - len(names) :], flat[: len(flat) - len(names)] / self.world
        size = float(flat.norm())
        parts = (flat * min(1.0, 1 / (size + 1e-6))).split([p.numel() for p in self.parameters])
        for p, part in zip(self.parameters, parts, strict=True):
            p.grad = part.view_as(p)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.step += 1
        share = 1 - min(self.keep, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(self.average, [p.detach() for p in self.parameters], share)
        sums = dict(zip(names, told.tolist(), strict=True))
        self.counted += round(sums[count])
        return {**sums, "norm": size}

    @staticmethod
    def gradient(p: Tensor) -> Tensor:
        return torch.zeros_like(p) if p.grad is None else p.grad

    def tell(self, row: dict[str, float], save: Callable[[], None]) -> None:
        """One line of the log; now and then all that a later start needs."""
        if self.rank > 0:
            return
        rounded = {k: float(f"{v:.4g}") for k, v in row.items()}
        facts = {"step": self.step, "minutes": round(self.minutes, 2), "counted": self.counted}
        with (self.folder / "log.jsonl").open("a") as log:
            log.write(json.dumps({**facts, **rounded}) + "\n")
        if time.monotonic() - self.saved > SAVE_EVERY:
            self.save(save)

    def save(self, save: Callable[[], None]) -> None:
        """`save` writes what is for use; the state for going on is written here."""
        if self.rank > 0:
            return
        self.saved = time.monotonic()
        save()
        state = {
            "parameters": [p.detach() for p in self.parameters], "average": self.average,
            "optimizer": self.optimizer.state_dict(), "step": self.step,
            "minutes": self.minutes, "counted": self.counted,
        }  # fmt: skip
        write(state, self.folder / "state.pt")

    def resume(self) -> None:
        state = torch.load(self.folder / "state.pt", weights_only=True)
        with torch.no_grad():
            for p, q in zip(self.parameters, state["parameters"], strict=True):
                p.copy_(q)
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.minutes = state["step"], state["minutes"]
        self.counted = state["counted"]

    def close(self) -> None:
        if self.world > 1:
            dist.destroy_process_group()


def write(data: dict, path: Path) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    torch.save(data, part)
    part.replace(path)
