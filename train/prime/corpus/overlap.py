"""Does a text repeat thirteen consecutive words of a benchmark?

    python -m prime.corpus.overlap --benchmark HumanEval.jsonl.gz mbpp.jsonl --corpus train.jsonl

The benchmarks' files are given by path and never copied. Any file of JSON lines will do: every
string in it counts, lists and objects included. Words are runs of letters, digits and underscores,
in lower case, so that layout and punctuation hide nothing. Ends with status 1 if anything overlaps.
"""

import argparse
import gzip
import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

log = logging.getLogger("prime.corpus.overlap")

WORD = re.compile(r"\w+")
N = 13


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from strings(v)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v)


def benchmark_texts(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt") as f:
        for line in f:
            if line.strip():
                yield from strings(json.loads(line))


class Overlap:
    """The word N-grams of some texts, to look for in others."""

    def __init__(self, texts: Iterable[str], n: int = N) -> None:
        self.n = n
        self.words: dict[str, int] = {}
        found = []
        for text in texts:
            ids = [self.words.setdefault(w, len(self.words) + 1) for w in self.split(text)]
            found.append(self.grams(np.array(ids, np.uint64)))
        self.known = np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)

    def split(self, text: str) -> list[str]:
        return WORD.findall(text.lower())

    def grams(self, ids: np.ndarray) -> np.ndarray:
        """A hash of every n consecutive words."""
        if len(ids) < self.n:
            return np.zeros(0, np.uint64)
        h = np.zeros(len(ids) - self.n + 1, np.uint64)
        with np.errstate(over="ignore"):
            for i in range(self.n):
                h = h * np.uint64(0x9E3779B97F4A7C15) + ids[i : i + len(h)]
                h ^= h >> np.uint64(29)
        return h

    def of(self, text: str) -> int:
        """How many N-grams of the text the benchmarks have too."""
        known = self.words.get
        ids = np.array([known(w, 0) for w in self.split(text)], np.uint64)
        if len(ids) < self.n or not len(self.known):
            return 0
        # a gram with a word that no benchmark has cannot be one of theirs
        strange = np.concatenate([[0], np.cumsum(ids == 0)])
        grams = self.grams(ids)[strange[self.n :] == strange[: -self.n]]
        at = np.searchsorted(self.known, grams).clip(max=len(self.known) - 1)
        return int((self.known[at] == grams).sum())


def overlap_with(paths: list[Path]) -> Overlap:
    return Overlap(text for path in paths for text in benchmark_texts(path))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--benchmark", type=Path, nargs="+", required=True)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    overlap = overlap_with(args.benchmark)
    files = dirty = 0
    for path in args.corpus:
        with path.open() as lines:
            for line in lines:
                row = json.loads(line)
                files += 1
                if overlap.of(row["text"]):
                    dirty += 1
                    log.info("%s/%s", row["repository"], row["path"])
    log.info("%d %d-grams, %d files, %d overlap", len(overlap.known), N, files, dirty)
    sys.exit(1 if dirty else 0)


if __name__ == "__main__":
    main()
