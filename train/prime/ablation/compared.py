"""Cells of an ablation side by side: by kind, over seeds, in pairs over the same windows."""

import numpy as np

from prime.measures.held_out import ratio

PLAIN = "l1"  # plain masking, what others are held against unless the grid says otherwise


def kind_of(name: str) -> str:
    return name.rsplit("-s", 1)[0]


def told(kind: str) -> str:
    """l3-semantic-nested -> 3, semantic, nested"""
    if kind == PLAIN:
        return "1 (plain masking)"
    return ", ".join(kind.removeprefix("l").split("-"))


def by_kind(cells: dict) -> dict[str, list[dict]]:
    """The cells of each kind, one a seed, in the order of the grid."""
    kinds: dict[str, list[dict]] = {}
    for name, cell in cells.items():
        kinds.setdefault(kind_of(name), []).append(cell)
    return kinds


def nats(cell: dict, key: str) -> np.ndarray:
    return np.array(cell["windows"][key])


def plus(mean: float, error: float, digits: int = 3) -> str:
    return f"{mean:+.{digits}f} ± {error:.{digits}f}".replace("-", "−")


def against(cell: dict, other: dict | None, key: str) -> tuple[float, float] | None:
    """Nats a token more than the other, over the same windows."""
    if other is None or other is cell:
        return None
    return ratio(nats(cell, key) - nats(other, key), nats(cell, "tokens"))


def pooled(cells: list[dict], way: str, key: str) -> np.ndarray:
    """[holes], means over the seeds: the holes are the same."""
    return np.mean([c["fills"][way][key] for c in cells], axis=0)


def mean_error(x: np.ndarray) -> tuple[float, float]:
    return float(x.mean()), float(x.std(ddof=1) / len(x) ** 0.5)
