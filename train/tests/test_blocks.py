"""Two families of layers: ours, and those of pretrained causal models."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import TRAIN
from torch import Tensor

from prime.graph.session import session
from prime.network.attention import dense_attention
from prime.network.llama_block import LlamaBlock
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.release import export, goldens, recover

SHAPE = {"vocabulary": 512, "length": 3, "width": 48, "layers": 3, "heads": 4, "kv_heads": 2,
         "head_dim": 12, "hidden": 96}  # fmt: skip
FAMILIES = {
    "prime": {},
    "prime with gates": {"gate": True},
    "llama": {"block": "llama", "rope_base": 100_000.0},
}
family = pytest.mark.parametrize("more", FAMILIES.values(), ids=FAMILIES)


def random_model(more: dict) -> Denoiser:
    """The zeros and ones that training begins with would hide mistakes."""
    torch.manual_seed(1)
    model = Denoiser(ModelConfig(**SHAPE, **more)).eval()
    for name, p in model.named_parameters():
        torch.nn.init.normal_(p, mean=float(name.endswith("gain")), std=0.2)
    return model


def feed(c: ModelConfig) -> list[Tensor]:
    """Two candidates over one past; some pairs are hidden."""
    g = torch.Generator().manual_seed(3)
    b, t, p = 2, 9, 5
    mask = torch.where(torch.rand(1, 1, t, p + t, generator=g) < 0.3, -1e9, 0.0)
    mask[:, :, torch.arange(t), p + torch.arange(t)] = 0
    past = [torch.randn(c.layers, 1, c.kv_heads, p, c.head_dim, generator=g) for _ in range(2)]
    return [
        torch.randint(0, c.codec.states, (b, t), generator=g),
        torch.randint(0, 4000, (b, t), generator=g),
        torch.randint(0, c.max_hole + 2, (b, t), generator=g),
        mask, *past, torch.tensor([t - 1, 0, 4]),
    ]  # fmt: skip


def size(x: np.ndarray) -> float:
    return float(np.sqrt(np.square(x).mean()))


# int8: what rounding to 127 steps costs; most where queries and keys are of any length
@pytest.mark.parametrize(("weights", "share"), [("float", 1e-5), ("int8", 0.1)])
@family
def test_the_graph_of_random_weights_computes_what_torch_computes(
    tmp_path: Path, more: dict, weights: str, share: float
) -> None:
    model = random_model(more)
    export.export_graph(model, tmp_path / "graph.onnx", weights)
    given = feed(model.c)
    with torch.no_grad():
        wanted = model(*given)
    names = {k: v.numpy() for k, v in zip(export.INPUTS, given, strict=True)}
    found = session(tmp_path / "graph.onnx").run(None, names)
    for name, w, f in zip(export.OUTPUTS, wanted, found, strict=True):
        assert w.shape == f.shape
        assert size(w.numpy() - f) < share * size(w.numpy()), name


def test_a_llama_block_is_what_its_equations_say() -> None:
    """Position by position and head by head, as the public models are described."""
    c = ModelConfig(**SHAPE, block="llama", rope_base=100_000.0)
    torch.manual_seed(2)
    block = LlamaBlock(c).double()
    for p in block.parameters():
        torch.nn.init.normal_(p, std=0.3)
    t, d = 7, c.head_dim
    x = torch.randn(1, t, c.width, dtype=torch.double)
    at = torch.arange(t) * 3
    frequency = c.rope_base ** -(torch.arange(0, d, 2).double() / d)
    angle = (at[:, None] * frequency)[None, None]
    causal = torch.ones(t, t, dtype=torch.bool).tril()[None, None]
    attend = lambda q, k, v: dense_attention(q, k, v, causal)
    with torch.no_grad():
        found = block(x, (angle.cos(), angle.sin()), None, None, attend)[0][0]

        def norm(v: Tensor, gain: Tensor) -> Tensor:
            return v / (v.square().mean() + 1e-5).sqrt() * gain

        def turned(v: Tensor, position: int) -> Tensor:
            # channels i and i + D / 2 are a complex number
            return torch.view_as_real(
                torch.complex(v[: d // 2], v[d // 2 :])
                * torch.polar(torch.ones(d // 2).double(), at[position] * frequency)
            ).T.flatten()

        h = [norm(v, block.attention_norm.gain) for v in x[0]]
        for i in range(t):
            heads = []
            for n in range(c.heads):
                of, kv = slice(n * d, (n + 1) * d), n // (c.heads // c.kv_heads)
                share = slice(kv * d, (kv + 1) * d)
                q = turned(block.q.weight[of] @ h[i], i)
                keys = [turned(block.k.weight[share] @ h[j], j) for j in range(i + 1)]
                p = torch.stack([q @ k / d**0.5 for k in keys]).softmax(0)
                heads.append(sum(p[j] * (block.v.weight[share] @ h[j]) for j in range(i + 1)))
            y = x[0, i] + block.o.weight @ torch.cat(heads)
            z = norm(y, block.feed_forward_norm.gain)
            open_ = block.swish.weight @ z
            y = y + block.down.weight @ (open_ * open_.sigmoid() * (block.up.weight @ z))
            assert torch.allclose(found[i], y, atol=1e-10)


def test_the_stream_of_a_llama_begins_as_it_is_and_ends_with_gains() -> None:
    model = random_model(FAMILIES["llama"])
    for block in model.blocks:  # layers that add nothing
        block.o.weight.data.zero_()
        block.down.weight.data.zero_()
    states, at = torch.tensor([[1, 2]]), torch.tensor([[0, 1]])
    with torch.no_grad():
        x = model.run(states, at, at, lambda q, k, v: torch.zeros_like(q))[0]
        vectors = model.state_table()[states] + model.remaining(at)
        length = (vectors.square().mean(-1, keepdim=True) + 1e-5).sqrt()
    assert torch.allclose(x, vectors / length * model.last_norm.gain, atol=1e-5)


def test_a_family_is_one_of_two_and_only_ours_has_gates() -> None:
    with pytest.raises(ValueError, match="block 'mamba' is none of prime, llama"):
        Denoiser(ModelConfig(**SHAPE, block="mamba"))
    with pytest.raises(ValueError, match="no gates"):
        Denoiser(ModelConfig(**SHAPE, block="llama", gate=True))


def test_checkpoints_keep_their_names() -> None:
    model = Denoiser(ModelConfig(**{**SHAPE, "layers": 1, "gate": True}))
    block = ["q_gain", "k_gain", "gate", "value_mix"]
    block += [f"{m}.weight" for m in ("q", "k", "v", "o", "up", "down")]
    rest = ["remaining.weight", "head.weight", "length_head.weight", "length_head.bias"]
    assert {*model.state_dict()} == {"residual", "digit", *rest, *(f"blocks.0.{n}" for n in block)}


def test_prime_tiny_computes_its_goldens_in_torch_and_as_a_graph() -> None:
    folder = TRAIN.parent / "models/prime-tiny"
    golden = json.loads((TRAIN.parent / "test/golden/denoiser.json").read_text())
    model, manifest = recover.recover(folder)
    for case in golden["cases"]:
        empty = torch.zeros(model.c.layers, 1, model.c.kv_heads, 0, model.c.head_dim)
        states, at, left, select = (
            torch.tensor(case[k]) for k in ("states", "positions", "remaining", "select")
        )
        mask = torch.tensor(case["mask"], dtype=torch.float32)
        with torch.no_grad():
            torch_said = [x.numpy() for x in model(states, at, left, mask, empty, empty, select)]
        graph_said = goldens.run_graph(folder / manifest["graph"]["file"], model, case)
        for logits, lengths, *_ in (torch_said, graph_said):
            gap = np.abs(logits[0][:, case["indices"]] - case["logits"]).max()
            assert max(gap, np.abs(lengths[0] - case["lengthLogits"]).max()) < golden["tolerance"]
