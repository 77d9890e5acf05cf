from types import SimpleNamespace

import numpy as np
import pytest
import torch

from prime.training.losses import weights
from prime.windows.noise import Curriculum, antithetic_times, complementary_pair, visible

ORDERS = ["independent", "nested"]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("t", [0.1, 0.5, 0.9])
def test_the_number_of_visible_digits_is_binomial(order: str, t: float) -> None:
    rng = np.random.default_rng(0)
    n, length = 40_000, 3
    shown = visible(rng.random((n, length)), np.full(n, t), order)
    share = np.bincount(shown.sum(1), minlength=4) / n
    a = 1 - t
    law = [t**3, 3 * a * t**2, 3 * a**2 * t, a**3]
    assert np.abs(share - law).max() < 0.01


def test_nested_shows_a_leading_run() -> None:
    rng = np.random.default_rng(0)
    shown = visible(rng.random((1000, 4)), rng.random(1000), "nested")
    assert (np.diff(shown.astype(int), axis=1) <= 0).all()


def test_more_time_masks_more() -> None:
    clocks = np.random.default_rng(0).random((100, 3))
    for order in ORDERS:
        early, late = (visible(clocks, np.full(100, t), order) for t in (0.3, 0.7))
        assert (late <= early).all()


@pytest.mark.parametrize("order", ORDERS)
def test_two_copies_complement_each_other(order: str) -> None:
    counts = np.array([5, 9, 2])
    (t1, first), (t2, second) = complementary_pair(
        np.random.default_rng(0), counts, 3, order, full=0.0
    )
    assert np.allclose(t1 + t2, 1, atol=2e-3)
    assert (first.sum(1) + second.sum(1) == 3).all()
    if order == "independent":
        assert (first ^ second).all()


def test_fully_masked_starts_come_as_often_as_asked() -> None:
    counts = np.full(4000, 1)
    (t, shown), _ = complementary_pair(np.random.default_rng(0), counts, 2, "nested", full=0.15)
    assert abs((t == 1).mean() - 0.15) < 0.02
    assert not shown[t == 1].any()


def test_times_are_stratified() -> None:
    t = np.sort(antithetic_times(np.random.default_rng(0), 16))
    assert (np.floor(t * 16) == np.arange(16)).all()


@pytest.mark.parametrize("order", ORDERS)
def test_training_asks_alike_for_tokens_with_one_two_and_three_masked_digits(order: str) -> None:
    rng = np.random.default_rng(0)
    t = antithetic_times(rng, 60_000)
    shown = visible(rng.random((len(t), 3)), t, order)
    digits = torch.from_numpy(np.where(shown, 0, 16))
    row = SimpleNamespace(canvas_digits=digits, canvas_times=torch.from_numpy(t))
    each = weights(row, 16, clip=1e9)
    masked = torch.from_numpy((~shown).sum(1))
    for k in (1, 2, 3):  # ∫ C(3, k) tᵏ (1 − t)³⁻ᵏ · k / (3 t) dt = 1/3
        assert float(each[masked == k].sum()) / len(t) == pytest.approx(1 / 3, rel=0.05)


def test_a_curriculum_begins_with_little_noise_and_ends_with_all_of_it() -> None:
    easy = Curriculum(start=0.2, pools=4)
    assert [easy.latest(pool) for pool in (0, 2, 4, 9)] == pytest.approx([0.2, 0.6, 1, 1])
    counts = np.full(4000, 2)
    draw = lambda latest: complementary_pair(
        np.random.default_rng(0), counts, 2, "nested", 0.15, latest
    )
    for (t, shown), (whole, _) in zip(draw(0.2), draw(1.0), strict=True):
        assert t == pytest.approx(0.2 * whole)
        for low in (0, 0.1):
            near = (t > low) & (t <= low + 0.1)
            assert 1 - shown[near].mean() == pytest.approx(t[near].mean(), abs=0.01)
