"""Many canvases over one window: where they stand, and which digits of them are known."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from prime.pretrained.windows import Window

HIDDEN = -1e9
BACK = 96  # tokens before a middle's end in which canvases stand
BLOCKS = (4, 8, 16, 24)  # tokens of a canvas whose hole goes on after it
WHOLE = 0.6  # of the canvases reach to their hole's end, where it has one
NEAR = 16.0  # a masked slot counts e^(−its distance from the first one / this)


@dataclass(frozen=True)
class Place:
    start: int
    length: int
    is_whole: bool  # the hole ends with the canvas; otherwise it goes on


def places(rng: np.random.Generator, w: Window, count: int, longest: int) -> list[Place]:
    """The shortest first. Short holes are the likelier ones."""
    first = max(4, w.end - BACK)
    found = []
    for _ in range(count):
        if not w.more and rng.random() < WHOLE:
            most = min(longest, w.end - first)
            n = int(np.exp(rng.uniform(0, np.log(most + 0.99))))
            found.append(Place(w.end - n, n, True))
        else:
            n = int(rng.choice(BLOCKS))
            start = int(rng.integers(first, max(first + 1, w.end - n + 1)))
            found.append(Place(start, min(n, w.end - start), False))
    return sorted((p for p in found if p.length > 0), key=lambda p: p.length)


def of_like_length(found: list[Place]) -> list[list[Place]]:
    """Groups of which little is padding."""
    groups: list[list[Place]] = []
    for p in found:
        if not groups or p.length > 1.6 * groups[-1][0].length + 2:
            groups.append([])
        groups[-1].append(p)
    return groups


def visible(rng: np.random.Generator, n: int) -> np.ndarray:
    """[n] digits known of each token, 0 to 2, at least one of them masked.

    Half of all canvases know nothing, a quarter their left part, a quarter digits here and there.
    """
    shown = np.zeros(n, np.int64)
    kind = rng.random()
    if kind < 0.5:
        return shown
    if kind < 0.75:
        k = int(rng.integers(0, n))
        shown[:k] = 2
        shown[k] = rng.integers(0, 2)
        return shown
    shown = (rng.random((n, 2)) > rng.random()).sum(1)
    if (shown == 2).all():
        shown[rng.integers(n)] = rng.integers(0, 2)
    return shown


@dataclass(frozen=True)
class Drafts:
    """Canvases [B, n] over one window of T tokens."""

    tokens: Tensor
    shown: Tensor  # digits known; padding has none
    positions: Tensor
    remaining: Tensor
    mask: Tensor  # [B, 1, 1, T + n] additive
    scored: Tensor  # bool: some digit is masked
    weight: Tensor


def drafts(rng: np.random.Generator, w: Window, group: list[Place], max_hole: int) -> Drafts:
    b, n, t = len(group), max(p.length for p in group), len(w.tokens)
    tokens, shown, remaining = (np.zeros((b, n), np.int64) for _ in range(3))
    positions = np.array([p.start for p in group])[:, None] + np.arange(n)
    mask = np.zeros((b, 1, 1, t + n), np.float32)
    scored, weight = np.zeros((b, n), bool), np.zeros((b, n), np.float32)
    for i, p in enumerate(group):
        m = p.length
        tokens[i, :m] = w.tokens[p.start : p.start + m]
        shown[i, :m] = visible(rng, m)
        remaining[i, :m] = np.arange(m, 0, -1) if p.is_whole else max_hole + 1
        mask[i, 0, 0, p.start : t] = HIDDEN
        mask[i, 0, 0, t + m :] = HIDDEN
        scored[i, :m] = shown[i, :m] < 2
        after = np.arange(n) - int(np.argmax(scored[i]))
        weight[i] = np.exp(-np.maximum(after, 0) / NEAR)
    tensors = (tokens, shown, positions, remaining, mask, scored, weight)
    return Drafts(*map(torch.from_numpy, tensors))
