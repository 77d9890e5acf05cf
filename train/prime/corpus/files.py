"""A corpus on disk: one file of source text a line, as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

SHARE = {"typescript": 0.45, "python": 0.35, "prose": 0.20}


def read_corpus(path: Path) -> list[dict]:
    with path.open() as f:
        return [json.loads(line) for line in f]


def sample_texts(files: list[dict], characters: int) -> Iterator[str]:
    """Texts in the training mix, about `characters` in all (files come shuffled)."""
    left = {k: v * characters for k, v in SHARE.items()}
    for f in files:
        if left[f["language"]] > 0:
            left[f["language"]] -= len(f["text"])
            yield f["text"]
