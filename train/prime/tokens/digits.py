"""Token ids as digits, digits as states. The id of a token is its code.

A code has ℓ digits in base b, most significant first. The digit value b means mask. A state is the
digits read in base b + 1; the one state beyond them is the query.
"""

from dataclasses import dataclass

import numpy as np
from torch import Tensor


@dataclass(frozen=True)
class Codec:
    length: int  # ℓ
    base: int  # b

    @staticmethod
    def of(length: int, vocabulary: int) -> "Codec":
        base = 1
        while base**length < vocabulary:
            base += 1
        return Codec(length, base)

    @property
    def mask(self) -> int:
        return self.base

    @property
    def query(self) -> int:
        return (self.base + 1) ** self.length

    @property
    def states(self) -> int:
        """Rows of the state table."""
        return self.query + 1

    def digits(self, ids: np.ndarray) -> np.ndarray:
        ids = np.asarray(ids, np.int64)[..., None]
        return ids // self.base ** np.arange(self.length - 1, -1, -1) % self.base  # [..., ℓ]

    def ids(self, digits: np.ndarray) -> np.ndarray:
        return np.asarray(digits) @ self.base ** np.arange(self.length - 1, -1, -1)

    def state(self, digits: np.ndarray) -> np.ndarray:
        return np.asarray(digits) @ (self.base + 1) ** np.arange(self.length - 1, -1, -1)

    def state_of_id(self, ids: np.ndarray) -> np.ndarray:
        return self.state(self.digits(ids))

    def state_digits(self) -> np.ndarray:
        """Digits of every state, masks included, without the query."""
        powers = (self.base + 1) ** np.arange(self.length - 1, -1, -1)
        return np.arange(self.query)[:, None] // powers % (self.base + 1)  # [states - 1, ℓ]


def consistent(digits: np.ndarray, table: np.ndarray, base: int) -> np.ndarray:
    """Which tokens agree with the visible digits; works on numpy arrays and on torch tensors.

    digits [N, ℓ] with `base` for mask, table [V, ℓ] the digits of every token -> bool [N, V]
    """
    agree = None
    for j in range(table.shape[1]):
        d = digits[:, j, None]
        one = (d == table[None, :, j]) | (d == base)  # [N, V]
        agree = one if agree is None else agree & one
    return agree


def filtered(logits: Tensor, digits: Tensor, table: Tensor, base: int) -> Tensor:
    """Logits with the tokens that contradict a visible digit at minus infinity."""
    return logits.masked_fill(~consistent(digits, table, base), float("-inf"))
