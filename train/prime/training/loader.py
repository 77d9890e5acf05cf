"""Batches ahead of time, drawn by worker processes.

A pool of batches depends on its number alone. Workers take pools in turn and hand them over in
order, so the batches are the same for any number of workers, and a run goes on where it stopped.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count

from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from prime.windows.batch import Batch
from prime.windows.documents import Documents
from prime.windows.draw import Draw

Place = tuple[int, int]  # a pool, and how many of its batches are done


class Pools(IterableDataset):
    """Pool after pool of one lane; a worker draws every n-th."""

    def __init__(
        self, documents: Callable[[], Documents], draw: Draw, first: int, lane: int
    ) -> None:
        self.documents, self.draw, self.first, self.lane = documents, draw, first, lane

    def __iter__(self) -> Iterator[list[dict]]:
        worker = get_worker_info()
        number, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        if worker:
            os.environ["TOKENIZERS_PARALLELISM"] = "false"
        documents = self.documents()
        for pool in count(self.first + number, workers):
            documents.refresh()
            yield [b.small() for b in self.draw.pool(documents, pool, self.lane)]


def as_they_are(pool: list[dict]) -> list[dict]:
    """Arrays go through the pipe: tensors would need a file descriptor each."""
    return pool


def batches(
    documents: Callable[[], Documents],
    draw: Draw,
    start: Place = (0, 0),
    lane: int = 0,
    workers: int = 0,
) -> Iterator[tuple[Place, Batch]]:
    """Batches of a lane, each with the place to resume after it; no workers: drawn on demand.

    Lanes are streams of batches that differ; a step takes one batch of each. `documents` is called
    once in each process that draws.
    """
    pools = Pools(documents, draw, start[0], lane)
    source = pools
    if workers:
        source = DataLoader(
            pools,
            batch_size=None,
            collate_fn=as_they_are,
            num_workers=workers,
            prefetch_factor=4,
        )
    for pool, found in zip(count(start[0]), source, strict=False):
        for k, batch in enumerate(found):
            if pool > start[0] or k >= start[1]:
                yield (pool, k + 1), Batch.of(batch)
