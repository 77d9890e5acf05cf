"""Batches of packed windows: [context][left-to-right tail][canvas 1][canvas 2][queries]."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from prime.digits import Codec
from prime.holes import draw_holes
from prime.noise import complementary_pair
from prime.stream import Limits, Window, cut_window
from prime.tokenizer import SHARE, special_ids

PAD, CONTEXT, TAIL, CANVAS, QUERY = 0, 1, 2, 3, 5  # roles; canvas copies are 3 and 4
POOL = 96  # windows drawn together and sorted by length


@dataclass
class Batch:
    states: torch.Tensor  # [B, T]
    positions: torch.Tensor  # [B, T]
    remaining: torch.Tensor  # [B, T]
    role: torch.Tensor  # [B, T]
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

    def to(self, device: str) -> "Batch":
        moved = {k: v.to(device) if torch.is_tensor(v) else v for k, v in vars(self).items()}
        return Batch(**moved)


def collate(
    windows: list[Window],
    noise: list[tuple[np.ndarray, np.ndarray]],
    codec: Codec,
    limits: Limits,
    pad_to: int = 16,
) -> Batch:
    """noise: (times [N], visible [N, ℓ]) of each canvas copy over all tokens of all windows."""
    canvases = [w.canvas(limits) for w in windows]
    counts = [len(c[0]) for c in canvases]
    copies = len(noise)
    lengths = [
        len(w.tokens) + len(w.tail) + copies * n + len(w.holes)
        for w, n in zip(windows, counts, strict=True)
    ]
    t_max = -(-max(lengths) // pad_to) * pad_to
    shape = (len(windows), t_max)
    states, positions, remaining, role = (np.zeros(shape, np.int64) for _ in range(4))
    nexts: list[np.ndarray] = []  # rows of (flat row, target, in tail)
    scored: list[tuple] = []
    queries: list[tuple[int, int]] = []
    offset = np.concatenate([[0], np.cumsum(counts)])
    for b, (w, (ids, at, left)) in enumerate(zip(windows, canvases, strict=True)):
        c, a, n = len(w.tokens), len(w.tail), len(ids)
        states[b, : c + a] = codec.state_of_id(np.concatenate([w.tokens, w.tail]))
        positions[b, : c + a] = np.concatenate([w.positions, w.tail_positions])
        role[b, :c], role[b, c : c + a] = CONTEXT, TAIL
        target = np.concatenate([w.targets, w.tail_targets])
        rows = np.flatnonzero(target >= 0)
        # the last context position predicts the first token of the first middle
        nexts.append(np.stack([b * t_max + rows, target[rows], rows >= c - 1]))
        digits = codec.digits(ids)  # [n, ℓ]
        start = c + a
        for copy, (times, shown) in enumerate(noise):
            here = slice(offset[b], offset[b + 1])
            noisy = np.where(shown[here], digits, codec.mask)
            span = slice(start, start + n)
            states[b, span], positions[b, span] = codec.state(noisy), at
            remaining[b, span], role[b, span] = left, CANVAS + copy
            hidden = np.flatnonzero(~shown[here].all(1))
            scored.append(
                (b * t_max + start + hidden, ids[hidden], noisy[hidden], times[here][hidden])
            )
            start += n
        for hole, begin, more in zip(w.holes, w.begins, w.more, strict=True):
            states[b, start], positions[b, start], role[b, start] = codec.query, begin, QUERY
            queries.append((b * t_max + start, limits.maxHole + 1 if more else len(hole)))
            start += 1
    tensor = torch.from_numpy
    rows, targets, in_tail = np.concatenate(nexts, 1)
    where, ids, digits, times = (np.concatenate(x) for x in zip(*scored, strict=True))
    query = np.array(queries, np.int64)
    return Batch(
        tensor(states), tensor(positions), tensor(remaining), tensor(role),
        tensor(rows), tensor(targets), tensor(in_tail.astype(bool)),
        tensor(where), tensor(ids), tensor(digits), tensor(times.astype(np.float32)),
        tensor(query[:, 0].copy()), tensor(query[:, 1].copy()), int(sum(counts)),
    )  # fmt: skip


def attention_rule(role_q: Tensor, role_k: Tensor, q: Tensor, k: Tensor) -> Tensor:
    """May the query position q see the key position k?"""
    context = (role_k == CONTEXT) & (k <= q)  # the context stands first in the packed sequence
    tail = (role_q == TAIL) & (role_k == TAIL) & (k <= q)
    canvas = (role_q == role_k) & (role_q >= CANVAS) & (role_q < QUERY)
    return context & (role_q != PAD) | tail | canvas | (k == q)


def attention_mask(role: torch.Tensor) -> torch.Tensor:
    """bool [B, 1, T, T]"""
    at = torch.arange(role.shape[1], device=role.device)
    return attention_rule(role[:, :, None], role[:, None, :], at[:, None], at[None, :])[:, None]


class Documents:
    """Draws windows from files, each language at its share, each file by its length."""

    def __init__(self, files: list[dict], tokenizer: Tokenizer, limits: Limits) -> None:
        self.tokenizer, self.limits = tokenizer, limits
        self.special = special_ids(tokenizer)
        self.groups = []
        for language, share in SHARE.items():
            mine = [f for f in files if f["language"] == language]
            if mine:
                sizes = np.cumsum([len(f["text"]) for f in mine], dtype=np.float64)
                self.groups.append((share, mine, sizes))

    def draw_file(self, rng: np.random.Generator) -> tuple[dict, int]:
        """A file and an offset in it."""
        share = np.array([g[0] for g in self.groups])
        _, files, sizes = self.groups[rng.choice(len(share), p=share / share.sum())]
        i = int(np.searchsorted(sizes, rng.random() * sizes[-1], side="right"))
        f = files[min(i, len(files) - 1)]
        return f, int(rng.integers(0, len(f["text"]) + 1))

    def draw(self, rng: np.random.Generator, budget: int | None = None) -> Window:
        while True:
            f, center = self.draw_file(rng)
            low, high = max(0, center - 4000), min(len(f["text"]), center + 4000)
            text = f["text"][low:high]
            spans = draw_holes(rng, text, center - low)
            room = budget or int(
                rng.choice([144, 256, 320, self.limits.context], p=[0.2, 0.35, 0.3, 0.15])
            )
            name = PurePosixPath(f["path"]).name
            w = cut_window(self.tokenizer, self.special, name, text, spans, room, self.limits, rng)
            if w is not None:
                return w


def batches(
    documents: Documents,
    codec: Codec,
    order: str,
    tokens: int,
    seed: int,
    full: float = 0.15,
    start: tuple[int, int] = (0, 0),
    lane: int = 0,
) -> Iterator[tuple[tuple[int, int], Batch]]:
    """Batches of about `tokens` packed positions, each with the place to resume after it.

    Lanes are streams of batches that differ; a step takes one batch of each.
    """
    pool, skip = start
    while True:
        rng = np.random.default_rng([seed, pool, lane] if lane else [seed, pool])
        windows = [documents.draw(rng) for _ in range(POOL)]
        size = [
            len(w.tokens) + len(w.tail) + 2 * sum(map(len, w.holes)) + len(w.holes) for w in windows
        ]
        chunks, chunk = [], []
        for i in np.argsort(size, kind="stable"):
            if chunk and (len(chunk) + 1) * size[i] > tokens:
                chunks.append(chunk)
                chunk = []
            chunk.append(windows[i])
        chunks.append(chunk)
        for k, j in enumerate(rng.permutation(len(chunks))):
            counts = np.array([sum(map(len, w.holes)) for w in chunks[j]])
            noise = complementary_pair(rng, counts, codec.length, order, full)
            if k >= skip:  # before that only the generator had to move on
                yield (pool, k + 1), collate(chunks[j], noise, codec, documents.limits)
        pool, skip = pool + 1, 0
