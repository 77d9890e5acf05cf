"""Source text that windows are drawn from."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import numpy as np
from tokenizers import Tokenizer

from prime.corpus.files import SHARE
from prime.corpus.shards import present, read
from prime.tokens.tokenizer import special_ids
from prime.windows.holes import KINDS, draw_holes
from prime.windows.stream import Limits, Window, cut_window


class Documents:
    """Draws windows from files, each language at its share, each file by its length."""

    def __init__(self, files: list[dict], tokenizer: Tokenizer, limits: Limits) -> None:
        self.tokenizer, self.limits = tokenizer, limits
        self.special = special_ids(tokenizer)
        self.files: dict[str, list[dict]] = {language: [] for language in SHARE}
        self.add(files)

    def add(self, files: Iterable[dict]) -> None:
        for f in files:
            self.files[f["language"]].append(f)
        self.groups = [
            (share, mine, np.cumsum([len(f["text"]) for f in mine], dtype=np.float64))
            for share, mine in ((share, self.files[k]) for k, share in SHARE.items())
            if mine
        ]

    def refresh(self) -> None:
        """Take up what has come since; a fixed corpus does not grow."""

    def draw_file(self, rng: np.random.Generator) -> tuple[dict, int]:
        """A file and an offset in it."""
        share = np.array([g[0] for g in self.groups])
        _, files, sizes = self.groups[rng.choice(len(share), p=share / share.sum())]
        i = int(np.searchsorted(sizes, rng.random() * sizes[-1], side="right"))
        f = files[min(i, len(files) - 1)]
        return f, int(rng.integers(0, len(f["text"]) + 1))

    def draw(
        self,
        rng: np.random.Generator,
        budget: int | None = None,
        holes: Mapping[str, float] = KINDS,
    ) -> Window:
        while True:
            f, center = self.draw_file(rng)
            low, high = max(0, center - 4000), min(len(f["text"]), center + 4000)
            text = f["text"][low:high]
            spans = draw_holes(rng, text, center - low, holes)
            room = budget or int(
                min(self.limits.context, rng.choice([144, 256, 320, 512], p=[0.2, 0.35, 0.3, 0.15]))
            )
            name = PurePosixPath(f["path"]).name
            w = cut_window(self.tokenizer, self.special, name, text, spans, room, self.limits, rng)
            if w is not None:
                return w


class Shards(Documents):
    """The documents of the shards in a folder, new ones included as they appear."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, limits: Limits) -> None:
        super().__init__([], tokenizer, limits)
        self.folder, self.taken = folder, set()
        self.refresh()
        if not self.taken:
            raise SystemExit(
                f"no shard-*.jsonl.xz in {folder}: write them with prime.corpus.shards"
            )

    def refresh(self) -> None:
        for path in present(self.folder):
            if path not in self.taken:
                self.taken.add(path)
                self.add(read(path))
