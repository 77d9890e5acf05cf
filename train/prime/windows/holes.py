"""Where the holes of a training window are: spans of characters, as a user would leave them."""

import re
from collections.abc import Mapping

import numpy as np

KINDS = {
    "rest": 0.28,
    "line": 0.14,
    "lines": 0.2,
    "part": 0.1,
    "group": 0.13,
    "random": 0.13,
    "empty": 0.02,
}
MAX_CHARACTERS = 260
GROUP = re.compile(
    r"\(([^()\n]{0,200}(?:\([^()\n]*\)[^()\n]{0,80})*)\)|\[([^\[\]\n]{1,200})\]|\{([^{}]{1,200})\}"
    r"|\"([^\"\n]{1,120})\"|'([^'\n]{1,120})'|`([^`]{1,200})`"
)


def line_bounds(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def code_start(text: str, start: int, end: int) -> int:
    """Where the indentation of a line ends."""
    return start + len(text[start:end]) - len(text[start:end].lstrip(" \t"))


def draw_span(rng: np.random.Generator, text: str, at: int, kind: str) -> tuple[int, int]:
    start, end = line_bounds(text, at)
    if kind == "empty":
        return at, at
    if kind == "rest":  # a cursor somewhere in the line, to the end of the line
        first = code_start(text, start, end)
        if rng.random() < 0.5:  # after a word or a bracket, where people stop
            stops = [m.end() for m in re.finditer(r"\w+|[^\w\s]| ", text[first:end])]
            return first + int(rng.choice([0, *stops[:-1]])), end
        return int(rng.integers(first, end + 1)), end
    if kind == "line":
        return (code_start(text, start, end) if rng.random() < 0.7 else start), end
    if kind == "lines":
        first = code_start(text, start, end) if rng.random() < 0.7 else start
        for _ in range(int(rng.integers(1, 6))):
            end = line_bounds(text, min(end + 1, len(text)))[1]
        return first, end
    if kind == "part":
        a, b = sorted(rng.integers(start, end + 1, 2).tolist())
        return a, b
    if kind == "group":
        for m in GROUP.finditer(text, max(0, at - 40), min(len(text), at + 400)):
            inner = next(i for i in range(1, 7) if m.group(i) is not None)
            return m.span(inner)
        return draw_span(rng, text, at, "part")
    size = int(np.exp(rng.uniform(0, np.log(200))))
    return at, min(len(text), at + size)


def draw_holes(
    rng: np.random.Generator, text: str, center: int, mix: Mapping[str, float] = KINDS
) -> list[tuple[int, int]]:
    """One to four spans near `center`, in order, apart from each other. `mix`: how often a kind."""
    n = int(rng.choice([1, 2, 3, 4], p=[0.62, 0.2, 0.11, 0.07]))
    kinds = list(mix)
    weight = np.array(list(mix.values()))
    spans: list[tuple[int, int]] = []
    for _ in range(n):
        spread = 0 if not spans else 350
        at = int(np.clip(center + rng.integers(-spread, spread + 1), 0, len(text)))
        a, b = draw_span(rng, text, at, str(rng.choice(kinds, p=weight / weight.sum())))
        limit = 2 * MAX_CHARACTERS if n == 1 else MAX_CHARACTERS // n
        if b - a > limit:  # only a lone hole may be longer than a block
            b = a + limit
        if all(b < c or a > d for c, d in spans):
            spans.append((a, b))
    return sorted(spans)
