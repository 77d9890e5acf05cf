"""The forward process: which digits are visible at time t (linear schedule, α_t = 1 − t).

Every digit has a uniform clock and is visible at time t if its clock exceeds t. Under `nested` the
clocks of a token are sorted so that the coarsest digit is masked last. Running the same clocks
backwards, `1 − clock` at time `1 − t`, gives the complementary copy: what one copy hides the other
shows (independent), or hides as many as the other shows (nested).
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Curriculum:
    """Little noise first: the largest time grows evenly from `start` to 1 over `pools` pools.

    A pool's number is all it goes by, so a run that is resumed draws what it would have drawn.
    """

    start: float
    pools: int

    def latest(self, pool: int) -> float:
        return min(1.0, self.start + (1 - self.start) * pool / self.pools)


def visible(clocks: np.ndarray, t: np.ndarray, order: str) -> np.ndarray:
    """clocks [N, ℓ], t [N] -> bool [N, ℓ]"""
    shown = clocks > t[:, None]
    if order == "independent":
        return shown
    if order == "nested":
        count = shown.sum(1)  # the sorted clocks above t belong to the leading digits
        return np.arange(clocks.shape[1])[None] < count[:, None]
    raise ValueError(f"order {order!r} is neither independent nor nested")


def antithetic_times(rng: np.random.Generator, n: int, t_min: float = 1e-3) -> np.ndarray:
    """n times, one in each n-th of (0, 1], in random order."""
    t = (rng.random() + np.arange(n)) / n % 1.0
    return rng.permutation(np.maximum(t, t_min))


def complementary_pair(
    rng: np.random.Generator,
    counts: np.ndarray,
    length: int,
    order: str,
    full: float,
    latest: float = 1.0,
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Two noise copies of the canvases of a batch, as (time, visible) of every token.

    counts [B] tokens of each window. With probability `full` the first copy of a window is all
    mask, and its second copy is drawn on its own. With a `latest` time below 1 all times are so
    much smaller, and the copies show some digits both.
    """
    t = antithetic_times(rng, len(counts))  # [B]
    starts = rng.random(len(counts)) < full
    first = latest * np.repeat(np.where(starts, 1.0, t), counts)  # [N]
    second = latest * np.repeat(np.where(starts, t, np.maximum(1 - t, 1e-3)), counts)
    clocks = rng.random((int(counts.sum()), length))
    return [
        (first, visible(clocks, first, order)),
        (second, visible(1 - clocks, second, order)),
    ]
