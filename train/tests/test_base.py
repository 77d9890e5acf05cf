"""The base as it is read, held to llama.cpp reading the same file (golden/base.json)."""

import json

import pytest
import torch
from conftest import TRAIN

from prime.pretrained.base import Base, halves, read_base
from prime.pretrained.causal import Causal, causal_from

GOLDEN = json.loads((TRAIN / "tests" / "golden" / "base.json").read_text())
READ = [case for case in GOLDEN["cases"] if "next" in case]


@pytest.fixture(scope="module")
def base() -> Base:
    return read_base()


@pytest.fixture(scope="module")
def causal(base: Base) -> Causal:
    return causal_from({k: torch.from_numpy(v) for k, v in base.weights.items()})


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda c: repr(c["text"][:16]))
def test_texts_of_every_kind_have_the_ids_of_llama_cpp(base: Base, case: dict) -> None:
    assert base.tokenizer.encode(case["text"], add_special_tokens=False).ids == case["ids"]
    assert base.tokenizer.decode(case["ids"], skip_special_tokens=False) == case["text"]


@pytest.mark.parametrize("case", READ, ids=["code", "python", "prose"])
def test_what_may_follow_is_what_llama_cpp_says(causal: Causal, case: dict) -> None:
    # llama.cpp rounds activations to 8 bits: single probabilities differ, most first choices don't
    rows = case["next"]
    tokens = torch.tensor([case["ids"][: len(rows)]])
    with torch.no_grad():
        hidden, _ = causal(tokens, torch.arange(len(rows))[None])
        law = causal.logits(hidden)[0].softmax(-1)
    told = torch.tensor([[p for _, p in row] for row in rows])
    mine = torch.stack([law[i, [k for k, _ in row]] for i, row in enumerate(rows)])
    assert float((told - mine).abs().max()) < GOLDEN["tolerance"]
    assert float((told - mine).abs().mean()) < GOLDEN["tolerance"] / 10
    same = sum(int(law[i].argmax()) == row[0][0] for i, row in enumerate(rows))
    assert same >= 0.9 * len(rows)


def test_rows_that_rotate_with_their_neighbours_come_to_rotate_in_halves() -> None:
    rows = torch.arange(8.0)[:, None].numpy()  # two heads of four
    assert halves(rows, 2)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]
