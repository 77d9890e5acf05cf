"""How batches are drawn from documents, the same ones every time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from prime.tokens.digits import Codec
from prime.windows.batch import Batch, collate, packed_size
from prime.windows.documents import Documents
from prime.windows.holes import KINDS
from prime.windows.noise import Curriculum, complementary_pair
from prime.windows.packing import Packed, pack
from prime.windows.stream import Limits, Window

POOL = 96  # windows drawn together and sorted by length


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
