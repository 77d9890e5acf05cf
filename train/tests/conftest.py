import sys
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

TRAIN = Path(__file__).parents[1]
sys.path.insert(0, str(TRAIN))

from prime.tokens.tokenizer import train_bpe  # noqa: E402

torch.set_num_threads(2)


@pytest.fixture(scope="session")
def files() -> list[dict]:
    """This folder's own sources stand in for a corpus."""
    paths = sorted((TRAIN / "prime").rglob("*.py"))
    return [
        {"repository": "own/train", "path": p.name, "language": "python", "text": p.read_text()}
        for p in paths
        if p.stat().st_size > 500
    ]


@pytest.fixture(scope="session")
def tokenizer(files: list[dict]) -> Tokenizer:
    return train_bpe((f["text"] for f in files), 512)
