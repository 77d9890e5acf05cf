"""Fills of many holes at once are those of one hole alone, and take the steps they are given."""

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from prime.ablation.measure import edit_similarity, short_holes
from prime.measures.decode import Filler
from prime.measures.denoise import Contexts, by_certainty, by_chance, denoise, left_to_right
from prime.measures.evaluate import forbidden
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.windows.documents import Documents
from prime.windows.stream import Limits

LIMITS = Limits(context=64)


@pytest.fixture(scope="module")
def documents(files: list[dict], tokenizer: Tokenizer) -> Documents:
    return Documents(files, tokenizer, LIMITS)


def model_of(length: int, order: str) -> Denoiser:
    torch.manual_seed(0)
    shape = ModelConfig(
        vocabulary=512, length=length, order=order, width=32, layers=2, heads=2, kv_heads=1,
        head_dim=16, hidden=48,
    )  # fmt: skip
    model = Denoiser(shape).eval()
    for weight in model.parameters():
        if not weight.any():  # so that attention and head say something
            torch.nn.init.normal_(weight, std=0.3)
    return model


@pytest.mark.parametrize(("length", "order"), [(1, "nested"), (3, "nested"), (3, "independent")])
def test_a_hole_is_filled_as_it_is_alone(documents: Documents, length: int, order: str) -> None:
    model, never = model_of(length, order), forbidden(documents.special)
    windows, _ = short_holes(documents, 6, 0)
    together = Contexts(model, windows, never)
    for rule in ("confidence", "ancestral"):
        for steps in (1, 3, 50):
            fills = denoise(together, rule, steps, seed=4)
            assert {len(f.tokens) for f in fills} == {len(w.holes[0]) for w in windows}
            assert not set(never) & {t for f in fills for t in f.tokens}
            for f, w in zip(fills, windows, strict=True):
                digits = len(w.holes[0]) * length
                assert 1 <= f.evaluations <= min(steps, digits)
                assert f.evaluations + f.idle == steps or rule == "confidence"
    alone = [denoise(Contexts(model, [w], never), "confidence", 3, 4)[0].tokens for w in windows]
    assert alone == [f.tokens for f in denoise(together, "confidence", 3, 4)]
    written = [f.tokens for f in left_to_right(together)]
    assert written == [
        f.tokens for w in windows for f in left_to_right(Contexts(model, [w], never))
    ]


def test_left_to_right_is_greedy_by_the_causal_mask(documents: Documents) -> None:
    model, never = model_of(3, "nested"), forbidden(documents.special)
    windows, _ = short_holes(documents, 5, 1)
    end = documents.special["end"]
    with torch.no_grad():
        for w, fill in zip(windows, left_to_right(Contexts(model, windows, never)), strict=True):
            logits = Filler(model, w, LIMITS, never).next_logits(fill.tokens[:-1], end)
            logits[:, end] = float("-inf")
            assert logits.argmax(-1).tolist() == fill.tokens


def test_one_step_takes_the_likeliest_tokens(documents: Documents) -> None:
    model, never = model_of(3, "independent"), forbidden(documents.special)
    windows, _ = short_holes(documents, 4, 2)
    contexts = Contexts(model, windows, never)
    by_rule = [[f.tokens for f in denoise(contexts, r, 1, 0)] for r in ("confidence", "ancestral")]
    assert by_rule[0] == by_rule[1]
    with torch.no_grad():
        for w, tokens in zip(windows, by_rule[0], strict=True):
            f = Filler(model, w, LIMITS, never)
            n = len(tokens)
            masked = torch.full((n,), int(f.codec.state(np.full(3, f.codec.mask))))
            x = f.over_context(masked, torch.arange(n) + w.begins[0], n - torch.arange(n))
            logits = model.head(x)
            logits[:, never] = float("-inf")
            assert logits.argmax(-1).tolist() == tokens


@pytest.mark.parametrize("order", ["nested", "independent"])
def test_idle_steps_are_the_arithmetic_of_the_schedule(order: str) -> None:
    rng, steps, positions, length = np.random.default_rng(0), 16, 4, 3
    idle = runs = 0
    for _ in range(400):
        masked = np.ones((positions, length), bool)
        for step in range(steps):
            shown = by_chance(masked, steps - step, order, rng)
            assert not (shown & ~masked).any()
            masked &= ~shown
            if order == "nested":  # what is visible are leading digits
                assert (np.diff(masked.astype(int), axis=1) >= 0).all()
            idle, runs = idle + (not shown.any()), runs + 1
        assert not masked.any()
    assert idle / runs == pytest.approx((1 - 1 / steps) ** (positions * length), abs=0.02)


def test_the_most_certain_digits_come_first() -> None:
    certainty = np.array([[0.9, 0.5], [0.8, 0.7]])
    masked = np.ones((2, 2), bool)
    assert by_certainty(masked, certainty, 3).tolist() == [[True, False], [False, False]]
    assert by_certainty(masked, certainty, 1).tolist() == [[True, False], [True, True]]
    masked[0, 0] = False
    assert by_certainty(masked, certainty, 3).tolist() == [[False, False], [True, False]]
    assert not by_certainty(np.zeros((2, 2), bool), certainty, 0).any()


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [("abc", "abc", 1), ("", "ab", 0), ("kitten", "sitting", 1 - 3 / 7), ("ab", "ba", 0)],
)
def test_edit_similarity(a: str, b: str, wanted: float) -> None:
    assert edit_similarity(a, b) == edit_similarity(b, a) == pytest.approx(wanted)
