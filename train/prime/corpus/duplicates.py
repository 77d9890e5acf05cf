"""Copies and near copies among files that come one at a time.

A file costs 128 bytes of signature and about a kilobyte of index, so millions fit into memory.
"""

import hashlib

import numpy as np

SHINGLE, SAMPLE, HASHES, BANDS = 24, 16, 32, 8
PRIME = 0x100000001B3


def rolling(x: np.ndarray) -> np.ndarray:
    """A hash of every SHINGLE consecutive bytes, by doubling: 24 = 8 + 16."""

    def join(left: np.ndarray, right: np.ndarray, size: int) -> np.ndarray:
        n = len(x) - SHINGLE + 1 if size == 24 else min(len(left), len(right))
        power = np.uint64(pow(PRIME, size - 16 if size == 24 else size // 2, 2**64))
        return left[:n] * power + right[:n]

    with np.errstate(over="ignore"):
        h = x
        for size in (2, 4, 8):
            h = join(h, h[size // 2 :], size)
        eight = h
        sixteen = join(eight, eight[8:], 16)
        return join(sixteen, eight[16:], 24)


class Duplicates:
    """Remembers the files it was shown."""

    def __init__(self, threshold: float = 0.7) -> None:
        self.threshold = threshold
        rng = np.random.default_rng(0)
        self.a = rng.integers(1, 2**62, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self.c = rng.integers(0, 2**62, HASHES, dtype=np.uint64)
        self.exact: set[bytes] = set()
        self.signatures = np.zeros((1024, HASHES), np.uint32)
        self.count = 0
        self.bands: list[dict[int, list[int]]] = [{} for _ in range(BANDS)]

    def copied(self, text: str) -> bool:
        """Was the same text, but for white space, shown before?"""
        key = hashlib.sha256("".join(text.split()).encode()).digest()[:16]
        if key in self.exact:
            return True
        self.exact.add(key)
        return False

    def signature(self, text: str) -> np.ndarray:
        """[HASHES] MinHash over byte shingles, white space dropped, shingles sampled by content."""
        x = np.frombuffer(text.encode(), np.uint8)
        x = x[x > 32].astype(np.uint64)
        if len(x) < SHINGLE + SAMPLE:
            return np.zeros(HASHES, np.uint32)
        h = rolling(x)
        h ^= h >> np.uint64(29)
        with np.errstate(over="ignore"):
            h *= np.uint64(0xBF58476D1CE4E5B9)
            h ^= h >> np.uint64(32)
            h = np.unique(h[h % np.uint64(SAMPLE) == 0]) >> np.uint64(8)
            if len(h) == 0:
                return np.zeros(HASHES, np.uint32)
            mixed = h[None] * self.a[:, None] + self.c[:, None]
        return (mixed >> np.uint64(32)).min(1).astype(np.uint32)

    def resembled(self, text: str) -> bool:
        """Is the estimated Jaccard similarity to a file kept before at least the threshold?"""
        s = self.signature(text)
        rows = HASHES // BANDS
        keys = [hash(s[b * rows : (b + 1) * rows].tobytes()) for b in range(BANDS)]
        near = {j for band, k in zip(self.bands, keys, strict=True) for j in band.get(k, ())}
        if any((self.signatures[j] == s).mean() >= self.threshold for j in near):
            return True
        if self.count == len(self.signatures):
            self.signatures = np.concatenate([self.signatures, np.zeros_like(self.signatures)])
        self.signatures[self.count] = s
        for band, k in zip(self.bands, keys, strict=True):
            found = band.setdefault(k, [])
            if len(found) < 8:
                found.append(self.count)
        self.count += 1
        return False
