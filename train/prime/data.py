"""Batches of packed windows: [context][left-to-right tail][canvas 1][canvas 2][queries].

A row holds one window and padding, or, with a row length given, several windows after one another:
all batches then have one shape, and attention stays within a window.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from prime.digits import Codec
from prime.holes import KINDS, draw_holes
from prime.noise import Curriculum, complementary_pair
from prime.packing import Packed, pack
from prime.stream import Limits, Window, cut_window
from prime.tokenizer import SHARE, special_ids

PAD, CONTEXT, TAIL, CANVAS, QUERY = 0, 1, 2, 3, 99  # roles; canvas copies are 3, 4, …
POOL = 96  # windows drawn together and sorted by length


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


def attention_rule(
    role_q: Tensor, role_k: Tensor, q: Tensor, k: Tensor, same: Tensor | bool = True
) -> Tensor:
    """May the query position q see the key position k? `same`: are they of one window?"""
    context = (role_k == CONTEXT) & (k <= q)  # the context stands first in the packed sequence
    tail = (role_q == TAIL) & (role_k == TAIL) & (k <= q)
    canvas = (role_q == role_k) & (role_q >= CANVAS) & (role_q < QUERY)
    return (context & (role_q != PAD) | tail | canvas) & same | (k == q)


def attention_mask(role: torch.Tensor, document: torch.Tensor | None = None) -> torch.Tensor:
    """bool [B, 1, T, T]; without `document` every row is one window"""
    at = torch.arange(role.shape[1], device=role.device)
    same = True if document is None else document[:, :, None] == document[:, None, :]
    q, k = at[:, None], at[None, :]
    return attention_rule(role[:, :, None], role[:, None, :], q, k, same)[:, None]


class Documents:
    """Draws windows from files, each language at its share, each file by its length."""

    def __init__(self, files: list[dict], tokenizer: Tokenizer, limits: Limits) -> None:
        self.tokenizer, self.limits = tokenizer, limits
        self.special = special_ids(tokenizer)
        self.files: dict[str, list[dict]] = {language: [] for language in SHARE}
        self.add(files)

    def add(self, files: Iterable[dict]) -> None:
        for f in files:
            self.files[f["language"]].append(f)
        self.groups = [
            (share, mine, np.cumsum([len(f["text"]) for f in mine], dtype=np.float64))
            for share, mine in ((share, self.files[k]) for k, share in SHARE.items())
            if mine
        ]

    def refresh(self) -> None:
        """Take up what has come since; a fixed corpus does not grow."""

    def draw_file(self, rng: np.random.Generator) -> tuple[dict, int]:
        """A file and an offset in it."""
        share = np.array([g[0] for g in self.groups])
        _, files, sizes = self.groups[rng.choice(len(share), p=share / share.sum())]
        i = int(np.searchsorted(sizes, rng.random() * sizes[-1], side="right"))
        f = files[min(i, len(files) - 1)]
        return f, int(rng.integers(0, len(f["text"]) + 1))

    def draw(
        self,
        rng: np.random.Generator,
        budget: int | None = None,
        holes: Mapping[str, float] = KINDS,
    ) -> Window:
        while True:
            f, center = self.draw_file(rng)
            low, high = max(0, center - 4000), min(len(f["text"]), center + 4000)
            text = f["text"][low:high]
            spans = draw_holes(rng, text, center - low, holes)
            room = budget or int(
                min(self.limits.context, rng.choice([144, 256, 320, 512], p=[0.2, 0.35, 0.3, 0.15]))
            )
            name = PurePosixPath(f["path"]).name
            w = cut_window(self.tokenizer, self.special, name, text, spans, room, self.limits, rng)
            if w is not None:
                return w


@dataclass(frozen=True)
class Draw:
    """How batches are drawn; the same in every process of a run."""

    codec: Codec
    order: str
    tokens: int  # packed positions a batch, about
    seed: int
    row: int | None = None  # positions a row; None: one window a row
    full: float = 0.15  # share of the first copies that are all mask
    pairs: int = 1  # complementary noise copies of each window; 0: one copy, all mask
    context_loss: bool = True  # next-token targets in the context too, not only in the middles
    holes: Mapping[str, float] = field(default_factory=lambda: KINDS)  # how often which kind
    curriculum: Curriculum | None = None

    def size(self, w: Window) -> int:
        return packed_size(w, 2 * self.pairs or 1)

    def pool(self, documents: Documents, number: int, lane: int = 0) -> Iterator[Batch]:
        """The batches of one pool, always the same.

        Windows of like length share a batch. With fixed rows a pool is one batch of one shape.
        """
        rng = np.random.default_rng([self.seed, number, lane] if lane else [self.seed, number])
        latest = self.curriculum.latest(number) if self.curriculum else 1.0
        one = lambda: documents.draw(rng, holes=self.holes)
        if self.row:
            windows, packed = pack(one, self.size, self.tokens // self.row, self.row)
            yield self.batch(rng, windows, documents.limits, latest, packed)
            return
        windows = [one() for _ in range(POOL)]
        size = [self.size(w) for w in windows]
        chunks, chunk = [], []
        for i in np.argsort(size, kind="stable"):
            if chunk and (len(chunk) + 1) * size[i] > self.tokens:
                chunks.append(chunk)
                chunk = []
            chunk.append(windows[i])
        chunks.append(chunk)
        for j in rng.permutation(len(chunks)):
            yield self.batch(rng, chunks[j], documents.limits, latest)

    def batch(
        self,
        rng: np.random.Generator,
        windows: list[Window],
        limits: Limits,
        latest: float,
        packed: Packed | None = None,
    ) -> Batch:
        counts = np.array([sum(map(len, w.holes)) for w in windows])
        noise = [
            copy
            for pair in range(self.pairs)
            for copy in complementary_pair(
                rng, counts, self.codec.length, self.order, self.full if pair == 0 else 0.0, latest
            )
        ]
        if not noise:
            hidden = np.zeros((int(counts.sum()), self.codec.length), bool)
            noise = [(np.ones(len(hidden)), hidden)]
        if not self.context_loss:
            windows = [w.without_context_targets() for w in windows]
        return collate(windows, noise, self.codec, limits, packed=packed)
