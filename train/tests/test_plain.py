"""Graphs of public layouts answer as an independent implementation does, on random weights.

Random weights are never a model: they prove that the layout is read right. Widths, heads, digits
and vocabularies are the published ones; there are fewer layers than published, and of DreamOn's
vocabulary a part. LOG.md has the whole of each, run once.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from plain_oracles import V1, V2, Qwen, with_random_weights
from torch import Tensor, nn

from prime.graph.session import session
from prime.plain.prime_v1 import PrimeV1, base_of
from prime.plain.prime_v2 import PrimeV2
from prime.plain.qwen2_mask import Qwen2Mask, read_qwen2
from prime.plain.sequence import SequenceModel
from prime.plain.sequence_graph import save_sequence_graph
from prime.plain.tensor_files import Held, save_safetensors

GPT2 = 50_257
ROWS, LENGTH = 2, 24
CLOSE = 2e-4  # of the largest logit: float32 in another order of sums


def draw_digits(base: int, digits: int, seed: int = 1) -> Tensor:
    """Every kind of state, from all visible to all masked. [R, T, ℓ]"""
    draw = torch.Generator().manual_seed(seed)
    values = torch.randint(base, (ROWS, LENGTH, digits), generator=draw)
    share = torch.linspace(0, 1, LENGTH)[None, :, None]
    masked = torch.rand((ROWS, LENGTH, digits), generator=draw) < share
    return values.masked_fill(masked, base)


def answer(model: SequenceModel, digits: Tensor, folder: Path, weights: str = "float") -> Tensor:
    """The second row is shorter by four, and padded. -> the logits of all, [R, T, V]"""
    path = folder / "denoiser.onnx"
    save_sequence_graph(model, path, weights)
    hidden = np.zeros((ROWS, 1, 1, LENGTH), np.float32)
    hidden[1, ..., -4:] = -1e9
    (logits,) = session(path, 2).run(
        None,
        {
            "digits": digits.numpy(), "attention": hidden,
            "select": np.arange(ROWS * LENGTH, dtype=np.int64),
        },
    )  # fmt: skip
    return torch.from_numpy(logits).view(ROWS, LENGTH, -1)


@torch.no_grad()
def assert_alike(found: Tensor, oracle: nn.Module, given: Tensor) -> None:
    whole = oracle(given[:1])[0]
    short = oracle(given[1:, :-4])[0]
    vocabulary = found.shape[-1]
    for mine, theirs in ((found[0], whole), (found[1, :-4], short)):
        theirs = theirs[:, :vocabulary]
        assert (mine - theirs).abs().max() < CLOSE * theirs.abs().max()
        assert theirs.std() > 0.1  # something was computed


@pytest.mark.parametrize("digits", [1, 2, 4])
def test_v1_of_the_published_width(tmp_path: Path, digits: int) -> None:
    base = base_of(GPT2, digits)
    assert base == {1: GPT2, 2: 225, 4: 15}[digits]
    rows = GPT2 + 1 if digits == 1 else GPT2  # mask has a row in the head of ℓ = 1
    oracle = with_random_weights(V1(rows, digits, base, width=768, heads=12, layers=2))
    model = PrimeV1(Held(oracle.state_dict()), GPT2)
    assert (model.shape.digits, model.shape.base, model.shape.vocabulary) == (digits, base, GPT2)
    given = draw_digits(base, digits)
    assert_alike(answer(model, given, tmp_path), oracle, given)


def test_v2_of_the_published_width(tmp_path: Path) -> None:
    oracle = with_random_weights(
        V2(32_000, digits=15, width=1792, heads=14, groups=14, inner=7168, layers=1)
    )
    given = draw_digits(2, 15)
    assert_alike(answer(PrimeV2(Held(oracle.state_dict())), given, tmp_path), oracle, given)


def test_v2_with_grouped_queries(tmp_path: Path) -> None:
    oracle = with_random_weights(V2(96, digits=7, width=64, heads=8, groups=2, inner=128, layers=3))
    model = PrimeV2(Held(oracle.state_dict()), digits=7, heads=8)
    assert model.shape.kv_heads == 2
    given = draw_digits(2, 7)
    assert_alike(answer(model, given, tmp_path), oracle, given)


QWEN = {
    "open-dcoder": {
        "hidden_size": 896, "num_attention_heads": 14, "num_key_value_heads": 2,
        "intermediate_size": 4864, "num_hidden_layers": 2, "rms_norm_eps": 1e-6,
        "rope_theta": 1_000_000.0, "max_position_embeddings": 4096, "vocab_size": 151_936,
        "tie_word_embeddings": True,
    },
    "dreamon": {
        "hidden_size": 3584, "num_attention_heads": 28, "num_key_value_heads": 4,
        "intermediate_size": 18_944, "num_hidden_layers": 1, "rms_norm_eps": 1e-6,
        "rope_theta": 1_000_000.0, "max_position_embeddings": 2048, "vocab_size": 4096,
        "tie_word_embeddings": False,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(QWEN))
def test_qwen2_of_the_published_width(tmp_path: Path, name: str) -> None:
    config = QWEN[name]
    oracle = with_random_weights(Qwen(config))
    vocabulary = config["vocab_size"] - 200  # rows beyond it belong to no token
    mask = vocabulary - 3
    save_safetensors(named_once(oracle, config), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(config))
    model = Qwen2Mask(*read_qwen2(tmp_path), mask, vocabulary)
    given = draw_digits(vocabulary, 1)
    ids = given.squeeze(2).masked_fill(given.squeeze(2) == vocabulary, mask)
    assert_alike(answer(model, given, tmp_path), oracle, ids)


def named_once(oracle: nn.Module, config: dict) -> dict[str, Tensor]:
    """As transformers save them: a head that is the embedding is not there."""
    tied = config["tie_word_embeddings"]
    return {n: t for n, t in oracle.state_dict().items() if not (tied and n == "lm_head.weight")}
