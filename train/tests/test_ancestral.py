import numpy as np
import pytest

from prime.release.ancestral import ancestral, marginals, posterior
from prime.tokens.digits import Codec


def draws(seed: int):  # noqa: ANN201
    rng = np.random.default_rng(seed)
    while True:
        yield float(rng.random())


@pytest.mark.parametrize("order", ["nested", "independent"])
def test_every_digit_is_revealed_once_and_makes_a_token(order: str) -> None:
    codec = Codec(3, 3)
    logits = np.random.default_rng(0).normal(size=(5, 20))  # seven codes belong to no token
    for seed in range(50):
        digits = np.full((5, 3), 3)
        for step in ancestral(logits, codec, order, 8, draws(seed)):
            for position, j, value in step["reveals"]:
                assert digits[position, j] == 3
                digits[position, j] = value
            if order == "nested":
                assert (np.diff((digits == 3).astype(int), axis=1) >= 0).all()
        assert (codec.ids(digits) < 20).all()


def test_idle_steps_come_as_often_as_arithmetic_says() -> None:
    """The share of steps that reveal none of n·ℓ digits is (1 − 1/T)^(nℓ)."""
    codec, grid, n = Codec(2, 4), 32, 8
    logits = np.zeros((n, 16))
    idle = steps = 0
    for seed in range(200):
        taken = list(ancestral(logits, codec, "independent", grid, draws(seed)))
        idle += sum(not s["reveals"] for s in taken) + grid - len(taken)
        steps += grid
        assert taken[0]["forward"]
        for before, after in zip(taken, taken[1:], strict=False):
            assert after["forward"] == bool(before["reveals"])
    assert idle / steps == pytest.approx((1 - 1 / grid) ** (n * 2), abs=0.02)


def test_one_step_samples_the_softmax() -> None:
    codec = Codec(2, 3)
    logits = np.array([[2.0, 1.0, 0.0, -1.0, 0.5]])
    p = posterior(logits[0], np.full(2, 3), codec)
    counts = np.zeros(5)
    for seed in range(4000):
        (step,) = ancestral(logits, codec, "nested", 1, draws(seed))
        counts[codec.ids(np.array([v for _, _, v in step["reveals"]]))] += 1
    assert np.abs(counts / 4000 - p).max() < 0.03
    assert np.allclose(marginals(p, codec).sum(1), 1)
