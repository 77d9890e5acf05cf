"""The bound equals the entropy of a Bayes-optimal decoder; the joint form falls below it."""

from itertools import product
from math import factorial

import numpy as np
import pytest
import torch

from prime.measures.likelihood import bound_terms
from prime.tokens.digits import Codec
from prime.windows.noise import visible


def enumerate_bound(q: torch.Tensor, codec: Codec, order: str) -> tuple[float, float]:
    """(G, J): the integral over time of every masking of every token, weighted by its probability.

    ∫ t^(m−1) (1 − t)^(ℓ−m) dt = (m − 1)! (ℓ − m)! / ℓ! for m masked digits.
    """
    length = codec.length
    table = torch.from_numpy(codec.digits(np.arange(len(q))))
    rows = []
    for token, shown in product(range(len(q)), product([False, True], repeat=length)):
        k = sum(shown)
        if k == length or (order == "nested" and any(shown[k:])):
            continue
        m = length - k
        weight = factorial(m - 1) * factorial(length - m) / factorial(length)
        if order == "nested":  # every choice of m clocks below t masks the same trailing digits
            weight *= factorial(length) / factorial(m) / factorial(length - m)
        rows.append((token, shown, weight * float(q[token])))
    targets = torch.tensor([r[0] for r in rows])
    digits = torch.where(torch.tensor([r[1] for r in rows]), table[targets], codec.base)
    weights = torch.tensor([r[2] for r in rows], dtype=torch.float64)
    logits = q.log().expand(len(rows), -1)
    bound, joint = bound_terms(
        logits, digits, targets, torch.ones(len(rows)), table, codec.base, order
    )
    return float((bound * weights).sum()), float((joint * weights).sum())


def random_law(n: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).dirichlet(np.full(n, 0.5)))


@pytest.mark.parametrize("order", ["independent", "nested"])
@pytest.mark.parametrize(
    ("length", "base", "v"), [(1, 9, 9), (2, 4, 16), (3, 3, 27), (4, 2, 16), (3, 3, 20)]
)
def test_the_marginalised_bound_is_the_entropy(order: str, length: int, base: int, v: int) -> None:
    q = random_law(v)
    entropy = float(-(q * q.log()).sum())
    bound, joint = enumerate_bound(q, Codec(length, base), order)
    assert bound == pytest.approx(entropy, abs=1e-9)
    if length == 1:
        assert joint == pytest.approx(entropy, abs=1e-9)
    elif order == "independent":
        assert joint < entropy - 1e-3


def test_eight_equal_bits() -> None:
    """Two tokens, 00000000 and 11111111: H = G = .693 and J = .087 (arithmetic of dependence)."""
    q = torch.full((256,), 1e-300, dtype=torch.float64)
    q[0] = q[255] = 0.5
    both = [0, 255]
    codec = Codec(8, 2)
    table = torch.from_numpy(codec.digits(np.arange(256)))
    bound = joint = 0.0
    for token, shown in product(both, product([False, True], repeat=8)):
        m = 8 - sum(shown)
        if m == 0:
            continue
        digits = torch.where(torch.tensor(shown), table[token], 2)[None]
        g, j = bound_terms(
            q.log()[None], digits, torch.tensor([token]), torch.ones(1), table, 2, "independent"
        )
        w = 0.5 * factorial(m - 1) * factorial(8 - m) / factorial(8)
        bound, joint = bound + w * float(g), joint + w * float(j)
    assert bound == pytest.approx(np.log(2), abs=1e-6)
    assert joint == pytest.approx(0.0866, abs=1e-3)


@pytest.mark.parametrize("order", ["independent", "nested"])
def test_sampled_noise_estimates_the_same_number(order: str) -> None:
    codec, n = Codec(3, 3), 60_000
    q = random_law(27)
    rng = np.random.default_rng(0)
    table = torch.from_numpy(codec.digits(np.arange(27)))
    targets = torch.from_numpy(rng.choice(27, n, p=q.numpy()))
    t = np.maximum((np.arange(n) + rng.random()) / n, 1e-3)
    shown = visible(rng.random((n, 3)), t, order)
    hidden = torch.from_numpy(np.flatnonzero(~shown.all(1)))
    digits = torch.where(torch.from_numpy(shown), table[targets], 3)[hidden]
    bound, _ = bound_terms(
        q.log().expand(len(hidden), -1),
        digits,
        targets[hidden],
        torch.from_numpy(t)[hidden],
        table,
        3,
        order,
    )
    entropy = float(-(q * q.log()).sum())
    assert float(bound.sum()) / n == pytest.approx(entropy, rel=0.03)
