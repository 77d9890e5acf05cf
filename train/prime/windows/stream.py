"""Documents to token streams, as docs/model-format.md lays them out."""

from dataclasses import dataclass, replace

import numpy as np
from tokenizers import Tokenizer

from prime.tokens.tokenizer import special_ids


@dataclass(frozen=True)
class Limits:
    context: int = 512
    maxHole: int = 64
    maxHoles: int = 4
    headerTokens: int = 16
    segmentStride: int = 1024


@dataclass(frozen=True)
class Window:
    """One document with holes: the stream, the left-to-right tail and the holes."""

    tokens: np.ndarray  # [C] the context stream
    positions: np.ndarray  # [C]
    targets: np.ndarray  # [C] next token, -1 where none is asked for
    tail: np.ndarray  # [A] left-to-right middles
    tail_positions: np.ndarray  # [A]
    tail_targets: np.ndarray  # [A]
    holes: list[np.ndarray]  # tokens of each hole, at most maxHole
    begins: list[int]  # position at which each hole begins
    more: list[bool]  # the hole goes on after its tokens

    def without_context_targets(self) -> "Window":
        """Next tokens are asked for in the middles only; the last one before them stays."""
        targets = self.targets.copy()
        targets[:-1] = -1
        return replace(self, targets=targets)

    def canvas(self, limits: Limits) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(tokens, positions, remaining) of all holes."""
        positions, remaining = [], []
        for hole, begin, more in zip(self.holes, self.begins, self.more, strict=True):
            n = len(hole)
            positions.append(begin + np.arange(n))
            remaining.append(np.full(n, limits.maxHole + 1) if more else n - np.arange(n))
        return np.concatenate(self.holes), np.concatenate(positions), np.concatenate(remaining)


def header(tokenizer: Tokenizer, name: str, limits: Limits) -> list[int]:
    ids = tokenizer.encode(name + "\n", add_special_tokens=False).ids
    return [special_ids(tokenizer)["file"], *ids][: limits.headerTokens]


def build_window(
    special: dict,
    head: list[int],
    segments: list[list[int]],
    holes: list[list[int]],
    limits: Limits,
) -> Window:
    """segments[0] is the prefix P, segments[k] follows hole k − 1; all cut to the budget."""
    tokens, positions, targets = [], [], []

    def put(ids: list[int], at: int) -> None:
        tokens.extend(ids)
        positions.extend(range(at, at + len(ids)))
        targets.extend([*ids[1:], -1])

    put(head, 0)
    for k, segment in enumerate(segments[1:]):
        put([special["holes"][k], *segment], (k + 1) * limits.segmentStride)
    put([special["prefix"], *segments[0]], limits.headerTokens)

    cut = [h[: limits.maxHole] for h in holes]
    more = [len(h) > limits.maxHole for h in holes]
    begins = [limits.headerTokens + 1 + len(segments[0])]
    begins += [k * limits.segmentStride + 1 + len(segments[k]) for k in range(1, len(holes))]
    tail, tail_positions, tail_targets = [], [], []
    for k, hole in enumerate(cut):
        row = hole if more[k] else [*hole, special["end"]]
        at = begins[k]
        if k == 0:
            targets[-1] = row[0]
        else:
            row, at = [special["holes"][k], *row], at - 1
        tail += row
        tail_positions += range(at, at + len(row))
        tail_targets += [*row[1:], -1]
    as_array = lambda x: np.array(x, np.int64)
    return Window(
        as_array(tokens), as_array(positions), as_array(targets),
        as_array(tail), as_array(tail_positions), as_array(tail_targets),
        [as_array(h) for h in cut], begins, more,
    )  # fmt: skip


def divide(rng: np.random.Generator, budget: int, prefix: int, suffix: int) -> tuple[int, int]:
    """How many tokens of prefix and suffix to keep out of those there are."""
    u = rng.random()
    if u < 0.08:  # nothing before
        return 0, min(suffix, budget)
    if u < 0.2:  # nothing after: writing at the end of a file
        return min(prefix, budget), 0
    if u < 0.3:  # short contexts
        budget = int(rng.integers(0, budget + 1))
    keep = min(prefix, int(budget * rng.uniform(0.3, 0.95)))
    after = min(suffix, budget - keep)
    return min(prefix, budget - after), after


def cut_window(
    tokenizer: Tokenizer,
    special: dict,
    name: str,
    text: str,
    spans: list[tuple[int, int]],
    budget: int,
    limits: Limits,
    rng: np.random.Generator,
) -> Window | None:
    """The window of `budget` stream tokens around the spans of a document; None if it cannot be."""
    edges = [0, *(x for span in spans for x in span), len(text)]
    reach = budget * 6  # characters: more than the budget can hold
    pieces = [text[edges[i] : edges[i + 1]] for i in range(len(edges) - 1)]
    pieces[0], pieces[-1] = pieces[0][-reach:], pieces[-1][:reach]
    encoded = [
        e.ids for e in tokenizer.encode_batch_fast([*pieces, name + "\n"], add_special_tokens=False)
    ]
    head = [special["file"], *encoded.pop()][: limits.headerTokens]
    segments, holes = encoded[0::2], encoded[1::2]
    if sum(map(len, holes)) > limits.maxHole and len(holes) > 1:
        return None
    between = sum(map(len, segments[1:-1]))
    room = budget - len(head) - 1 - len(holes) - between
    if room < 0:
        return None
    before, after = divide(rng, room, len(segments[0]), len(segments[-1]))
    segments[0] = segments[0][len(segments[0]) - before :]
    segments[-1] = segments[-1][:after]
    return build_window(special, head, segments, holes, limits)
