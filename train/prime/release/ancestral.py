"""The ancestral sampler with injected draws: the oracle for the engine's own.

The order in which draws are consumed is that of docs/model-format.md.
"""

from collections.abc import Iterator

import numpy as np

from prime.tokens.digits import Codec, consistent


def posterior(
    logits: np.ndarray,  # [V]
    digits: np.ndarray,  # [ℓ]
    codec: Codec,
    code: np.ndarray | None = None,  # [V] codebook, identity if None
    allowed: list[int] | None = None,
    temperature: float = 1.0,
) -> np.ndarray:
    """Probabilities over ids that agree with the visible digits: [V], float64."""
    ids = np.arange(len(logits)) if code is None else np.asarray(code)
    keep = consistent(digits[None], codec.digits(ids), codec.base)[0]
    if allowed is not None:
        keep &= np.isin(np.arange(len(logits)), allowed)
    x = np.where(keep, np.asarray(logits, np.float64) / temperature, -np.inf)
    p = np.exp(x - x.max())
    return p / p.sum()


def marginals(p: np.ndarray, codec: Codec, code: np.ndarray | None = None) -> np.ndarray:
    table = codec.digits(np.arange(len(p)) if code is None else code)  # [V, ℓ]
    out = np.zeros((codec.length, codec.base))
    for j in range(codec.length):
        np.add.at(out[j], table[:, j], p)
    return out


def ancestral(
    logits: np.ndarray,  # [positions, V], the same at every step
    codec: Codec,
    order: str,
    grid: int,
    draws: Iterator[float],
    temperature: float = 1.0,
) -> Iterator[dict]:
    digits = np.full((len(logits), codec.length), codec.mask)
    fresh = True  # the canvas changed since the last forward
    for i in range(grid):
        t, s = 1 - i / grid, 1 - (i + 1) / grid
        ratio = 1.0 if i == grid - 1 else (t - s) / t
        reveals: list[list[int]] = []
        forward, fresh = fresh, False
        for position, logit in enumerate(logits):
            masked = np.flatnonzero(digits[position] == codec.mask)
            chosen = [j for j in masked if next(draws) < ratio]
            if order == "nested":
                chosen = masked[: len(chosen)].tolist()
            if not chosen:
                continue
            p = posterior(logit, digits[position], codec, temperature=temperature)
            token = int(np.searchsorted(np.cumsum(p), next(draws), side="right"))
            values = codec.digits(token)
            for j in chosen:
                digits[position, j] = values[j]
                reveals.append([position, int(j), int(values[j])])
            fresh = True
        if (digits == codec.mask).any() or reveals:
            yield {"time": t, "forward": forward, "reveals": reveals}
        if not (digits == codec.mask).any():
            return
