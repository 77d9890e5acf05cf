"""How much a run computes, and which share of the device's peak that is."""

import time
from collections.abc import Callable

from prime.network.model import Denoiser
from prime.windows.batch import Batch


def work(model: Denoiser, batch: Batch) -> float:
    """Floating-point operations of one training step: 6 a weight and position it meets, 12 a pair.

    Weights of the blocks meet every position of a window, those of the head the scored ones only.
    A pair of positions that attention joins costs 2 products of 2 operations each a channel,
    forward once and backward twice. Padding, masked-out pairs and recomputation do not count.
    """
    c = model.c
    blocks = sum(p.numel() for p in model.blocks.parameters() if p.ndim == 2)
    positions = int((batch.role > 0).sum())
    scored = len(batch.next_rows) + len(batch.canvas_rows)
    attention = 12.0 * c.layers * c.heads * c.head_dim * batch.pairs
    return 6.0 * blocks * positions + 6.0 * c.vocabulary * c.width * scored + attention


class Throughput:
    """Since it was last told."""

    def __init__(
        self,
        peak_tflops: float | None,
        devices: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self.peak = peak_tflops and peak_tflops * 1e12 * devices
        self.reset()

    def reset(self) -> None:
        self.began, self.tokens, self.operations = self.clock(), 0, 0.0

    def add(self, tokens: int, operations: float) -> None:
        self.tokens += tokens
        self.operations += operations

    def told(self) -> str:
        seconds = max(self.clock() - self.began, 1e-9)
        text = f"{self.tokens / seconds:,.0f} tokens/s, {self.operations / seconds / 1e12:.3g} TF/s"
        if self.peak:
            text += f", {100 * self.operations / seconds / self.peak:.1f} % of peak"
        self.reset()
        return text
