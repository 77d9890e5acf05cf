"""Windows of documents with one hole, as the pretrained denoiser reads them.

    <|file|> NAME \\n   <|hole_0|> SUFFIX   <|prefix|> PREFIX   MIDDLE <|end|>

Positions run on: the base knows only keys that lie before the query. Nothing tells the prefix from
the middle, so every token of the last stretch before the suffix is the first of a hole, and counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from tokenizers import Tokenizer

from prime.corpus.files import SHARE
from prime.tokens.tokenizer import special_ids
from prime.windows.holes import draw_span

KINDS = {"rest": 0.30, "line": 0.15, "lines": 0.22, "part": 0.08, "group": 0.12, "random": 0.13}
LONGEST = 260  # characters of a middle
HEADER = 16  # tokens
REACH = 8  # characters a token, more than there are
BUDGETS = {80: 0.15, 128: 0.25, 208: 0.30, 448: 0.30}  # tokens before the middle: how often
HEALED = 0.85  # of the holes: the token before them is written again
BARE = 0.04  # of the holes have nothing after them
PLAIN = 0.08  # of the windows have no hole


@dataclass(frozen=True)
class Window:
    tokens: np.ndarray  # [T] stream, middle, end
    begin: int  # where the middle begins
    more: bool  # the middle goes on: no end stands after it

    @property
    def end(self) -> int:
        """Where the middle ends."""
        return len(self.tokens) - (0 if self.more else 1)


@dataclass(frozen=True)
class Hole:
    """A place in a document."""

    file_name: str
    prefix: str
    middle: str
    suffix: str


class WindowMaker:
    def __init__(self, tokenizer: Tokenizer, max_hole: int = 64) -> None:
        self.tokenizer, self.max_hole = tokenizer, max_hole
        self.special = special_ids(tokenizer)

    def lay(
        self, hole: Hole, budget: int, after: int, heal: bool = True
    ) -> tuple[list[int], list[int]]:
        """-> the stream, at most `budget` tokens with at most `after` of the suffix; the middle.

        Healed, the last token before the hole moves into it: it might have gone on.
        """
        prefix, middle = hole.prefix[-REACH * budget :], hole.middle
        encoded = self.tokenizer.encode(prefix, add_special_tokens=False)
        before = encoded.ids
        if heal and before:
            middle = prefix[encoded.offsets[-1][0] :] + middle
            before = before[:-1]
        texts = [hole.file_name + "\n", middle, hole.suffix[: REACH * budget]]
        name, middle_ids, suffix = (
            e.ids for e in self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        )
        head = [self.special["file"], *name][:HEADER]
        suffix = suffix[:after]
        if suffix:
            head += [self.special["holes"][0], *suffix]
        room = max(0, budget - len(head) - 1)
        before = before[len(before) - min(room, len(before)) :]
        return [*head, self.special["prefix"], *before], middle_ids

    def window(self, hole: Hole, budget: int, after: int, heal: bool, ends: bool) -> Window | None:
        stream, middle = self.lay(hole, budget, after, heal)
        if not middle or len(stream) < HEADER - 4:
            return None
        more = not ends or len(middle) > self.max_hole
        middle = middle[: self.max_hole]
        tokens = [*stream, *middle, *([] if more else [self.special["end"]])]
        return Window(np.array(tokens), len(stream), more)


class WindowDraw:
    """Draws windows from files, each language at its share, each file by its length."""

    def __init__(self, files: Sequence[dict], maker: WindowMaker) -> None:
        self.files, self.maker = files, maker
        total = {k: sum(len(f["text"]) for f in files if f["language"] == k) for k in SHARE}
        weight = [len(f["text"]) * SHARE[f["language"]] / total[f["language"]] for f in files]
        self.ends = np.cumsum(weight)

    def draw(self, rng: np.random.Generator) -> Window:
        while True:
            at = np.searchsorted(self.ends, rng.random() * self.ends[-1], side="right")
            found = self.drawn_in(rng, self.files[min(int(at), len(self.files) - 1)])
            if found is not None:
                return found

    def drawn_in(self, rng: np.random.Generator, file: dict) -> Window | None:
        at = int(rng.integers(0, len(file["text"]) + 1))
        low = max(0, at - 4000)
        text, at = file["text"][low : at + 3000], at - low
        budget = int(rng.choice(list(BUDGETS), p=list(BUDGETS.values())))
        infill = rng.random() >= PLAIN
        a, b = at, min(len(text), at + LONGEST)
        if infill:
            kinds, weights = list(KINDS), np.array(list(KINDS.values()))
            a, b = draw_span(rng, text, at, str(rng.choice(kinds, p=weights / weights.sum())))
            b = min(b, a + LONGEST)
        if not text[a:b].strip():
            return None
        after = 0
        if infill and rng.random() >= BARE:
            after = int(rng.integers(8, max(9, int(budget * 0.4))))
        hole = Hole(PurePosixPath(file["path"]).name, text[:a], text[a:b], text[b:])
        return self.maker.window(hole, budget, after, rng.random() < HEALED, ends=infill)


def like_lengths(
    windows: WindowDraw, rng: np.random.Generator, tokens: int, pool: int = 96
) -> Iterator[list[Window]]:
    """Batches without end: windows of like length, about `tokens` of them with the padding."""
    while True:
        drawn = sorted((windows.draw(rng) for _ in range(pool)), key=lambda w: len(w.tokens))
        batches: list[list[Window]] = [[]]
        for w in drawn:
            if batches[-1] and (len(batches[-1]) + 1) * len(w.tokens) > tokens:
                batches.append([])
            batches[-1].append(w)
        for i in rng.permutation(len(batches)):
            yield batches[i]
