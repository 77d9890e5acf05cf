import numpy as np
import pytest

from prime.tokens.digits import Codec, consistent


@pytest.mark.parametrize("length", [1, 2, 3, 4, 6, 12])
def test_digits_of_4096_tokens_divide_exactly(length: int) -> None:
    codec = Codec.of(length, 4096)
    assert codec.base**length == 4096
    ids = np.arange(4096)
    assert (codec.ids(codec.digits(ids)) == ids).all()
    assert len(np.unique(codec.state_of_id(ids))) == 4096


def test_a_vocabulary_that_is_no_power_gets_the_next_base() -> None:
    codec = Codec.of(3, 4097)
    assert codec.base == 17
    assert Codec(2, 64).digits(65).tolist() == [1, 1]


def test_states_are_read_in_base_b_plus_one() -> None:
    codec = Codec(3, 16)
    assert codec.state([16, 16, 16]) == 17**3 - 1 == codec.query - 1
    assert codec.states == 17**3 + 1
    rows = codec.state_digits()
    assert (codec.state(rows) == np.arange(codec.query)).all()


def test_visible_digits_decide_which_tokens_remain() -> None:
    codec = Codec(3, 4)
    table = codec.digits(np.arange(50))
    digits = np.array([[4, 4, 4], [2, 4, 4], [2, 4, 1], [0, 1, 2]])
    keep = consistent(digits, table, 4)
    assert keep[0].all()
    assert np.flatnonzero(keep[1]).tolist() == list(range(32, 48))  # a nested prefix is one range
    assert np.flatnonzero(keep[2]).tolist() == [33, 37, 41, 45]
    assert np.flatnonzero(keep[3]).tolist() == [6]
