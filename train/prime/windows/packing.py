"""Windows of different lengths in rows of one length."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Packed:
    places: list[tuple[int, int]]  # (row, first position) of each window
    rows: int
    length: int


def pack(
    draw: Callable[[], Item], size: Callable[[Item], int], rows: int, length: int
) -> tuple[list[Item], Packed]:
    """Draw until `rows` rows of `length` are as good as full.

    Each window goes into the fullest row that still holds it. One that finds no room is left out,
    and the eighth such ends the batch, so that short windows do not take all of the last places.
    """
    room = [length] * rows
    found, places, refused = [], [], 0
    while refused < 8:
        item = draw()
        n = size(item)
        if n > length:
            raise ValueError(f"a window of {n} positions does not fit a row of {length}")
        fitting = [(left, r) for r, left in enumerate(room) if left >= n]
        if not fitting:
            refused += 1
            continue
        left, r = min(fitting)
        found.append(item)
        places.append((r, length - left))
        room[r] -= n
    return found, Packed(places, rows, length)
