"""Packed windows as tensors: [context][left-to-right tail][canvas 1][canvas 2][queries].

A row holds one window and padding, or, with a row length given, several windows after one another:
all batches then have one shape, and attention stays within a window.
"""

from dataclasses import dataclass

import numpy as np
import torch

from prime.tokens.digits import Codec
from prime.windows.packing import Packed
from prime.windows.roles import CANVAS, CONTEXT, QUERY, TAIL
from prime.windows.stream import Limits, Window


def packed_size(w: Window, copies: int = 2) -> int:
    """Positions that a window takes."""
    return len(w.tokens) + len(w.tail) + copies * sum(map(len, w.holes)) + len(w.holes)


@dataclass
class Batch:
    states: torch.Tensor  # [B, T]
    positions: torch.Tensor  # [B, T]
    remaining: torch.Tensor  # [B, T]
    role: torch.Tensor  # [B, T]
    document: torch.Tensor  # [B, T] which window of the batch, from 1; 0 is padding
    next_rows: torch.Tensor  # [N] flat rows with a next-token target
    next_targets: torch.Tensor  # [N]
    next_in_tail: torch.Tensor  # [N] bool: the target lies in a middle
    canvas_rows: torch.Tensor  # [M] flat rows with a masked digit
    canvas_targets: torch.Tensor  # [M]
    canvas_digits: torch.Tensor  # [M, ℓ]
    canvas_times: torch.Tensor  # [M]
    query_rows: torch.Tensor  # [Q]
    query_targets: torch.Tensor  # [Q]
    hole_tokens: int
    pairs: int  # query and key positions that attention joins

    def to(self, device: str) -> "Batch":
        def moved(v: object) -> object:
            if not torch.is_tensor(v):
                return v
            return v.to(device).long() if v.dtype == torch.int32 else v.to(device)

        return Batch(**{k: moved(v) for k, v in vars(self).items()})

    def small(self) -> dict:
        """Arrays, integers in 32 bits: what travels between processes."""

        def shrunk(v: object) -> object:
            if not torch.is_tensor(v):
                return v
            return v.to(torch.int32).numpy() if v.dtype == torch.int64 else v.numpy()

        return {k: shrunk(v) for k, v in vars(self).items()}

    @staticmethod
    def of(small: dict) -> "Batch":
        tensor = lambda v: torch.from_numpy(v) if isinstance(v, np.ndarray) else v
        return Batch(**{k: tensor(v) for k, v in small.items()})


def collate(
    windows: list[Window],
    noise: list[tuple[np.ndarray, np.ndarray]],
    codec: Codec,
    limits: Limits,
    pad_to: int = 16,
    packed: Packed | None = None,
) -> Batch:
    """noise: (times [N], visible [N, ℓ]) of each canvas copy over all tokens of all windows.

    `packed` says where each window stands; without it each has a row of its own.
    """
    canvases = [w.canvas(limits) for w in windows]
    counts = [len(c[0]) for c in canvases]
    copies = len(noise)
    if packed is None:
        longest = max(packed_size(w, copies) for w in windows)
        own_rows = [(b, 0) for b in range(len(windows))]
        packed = Packed(own_rows, len(windows), -(-longest // pad_to) * pad_to)
    shape = (packed.rows, packed.length)
    states, positions, remaining, role, document = (np.zeros(shape, np.int64) for _ in range(5))
    nexts: list[np.ndarray] = []  # rows of (flat row, target, in tail)
    scored: list[tuple] = []
    queries: list[tuple[int, int]] = []
    pairs = 0
    offset = np.concatenate([[0], np.cumsum(counts)])
    for i, (w, (ids, at, left)) in enumerate(zip(windows, canvases, strict=True)):
        c, a, n = len(w.tokens), len(w.tail), len(ids)
        b, start = packed.places[i]
        flat = b * packed.length + start
        stream = slice(start, start + c + a)
        states[b, stream] = codec.state_of_id(np.concatenate([w.tokens, w.tail]))
        positions[b, stream] = np.concatenate([w.positions, w.tail_positions])
        role[b, stream] = np.repeat([CONTEXT, TAIL], [c, a])
        document[b, start : start + packed_size(w, copies)] = i + 1
        target = np.concatenate([w.targets, w.tail_targets])
        rows = np.flatnonzero(target >= 0)
        # the last context position predicts the first token of the first middle
        nexts.append(np.stack([flat + rows, target[rows], rows >= c - 1]))
        digits = codec.digits(ids)  # [n, ℓ]
        start += c + a
        for copy, (times, shown) in enumerate(noise):
            here = slice(offset[i], offset[i + 1])
            noisy = np.where(shown[here], digits, codec.mask)
            span = slice(start, start + n)
            states[b, span], positions[b, span] = codec.state(noisy), at
            remaining[b, span], role[b, span] = left, CANVAS + copy
            hidden = np.flatnonzero(~shown[here].all(1))
            where = b * packed.length + start + hidden
            scored.append((where, ids[hidden], noisy[hidden], times[here][hidden]))
            start += n
        for hole, begin, more in zip(w.holes, w.begins, w.more, strict=True):
            states[b, start], positions[b, start], role[b, start] = codec.query, begin, QUERY
            queries.append((b * packed.length + start, limits.maxHole + 1 if more else len(hole)))
            start += 1
        pairs += c * (c + 1) // 2 + a * c + a * (a + 1) // 2
        pairs += copies * n * (c + n) + len(w.holes) * (c + 1)
    tensor = torch.from_numpy
    rows, targets, in_tail = np.concatenate(nexts, 1)
    where, ids, digits, times = (np.concatenate(x) for x in zip(*scored, strict=True))
    query = np.array(queries, np.int64)
    return Batch(
        tensor(states), tensor(positions), tensor(remaining), tensor(role), tensor(document),
        tensor(rows), tensor(targets), tensor(in_tail.astype(bool)),
        tensor(where), tensor(ids), tensor(digits), tensor(times.astype(np.float32)),
        tensor(query[:, 0].copy()), tensor(query[:, 1].copy()), int(sum(counts)), pairs,
    )  # fmt: skip
