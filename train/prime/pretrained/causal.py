"""The base's causal network: Llama's layers, an embedding that is its head as well.

Its matrices are frozen; a low-rank change of each may be learnt (LoRA, arXiv 2106.09685).
"""

from collections.abc import Sequence
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prime.network.attention import dense_attention
from prime.network.heads import frequencies
from prime.network.llama_block import LlamaBlock
from prime.network.shape import ModelConfig

Rope = tuple[Tensor, Tensor]  # cos and sin, [B | 1, 1, T, D / 2]
KeysValues = tuple[Tensor, Tensor]  # [B | 1, K, P, D], keys turned

MATRICES = ("q", "k", "v", "o", "swish", "up", "down")
# SmolLM2-135M, its vocabulary cut
SHAPE = ModelConfig(
    vocabulary=16_384, length=2, block="llama", width=576, layers=30, heads=9, kv_heads=3,
    head_dim=64, hidden=1536, rope_base=100_000.0,
)  # fmt: skip


class Adapted(nn.Module):
    """A frozen matrix and a low-rank change of it, which is zero at first."""

    def __init__(self, matrix: nn.Linear, rank: int) -> None:
        super().__init__()
        rows, columns = matrix.weight.shape
        self.weight = matrix.weight
        self.a = nn.Parameter(torch.randn(rank, columns) * columns**-0.5)
        self.b = nn.Parameter(torch.zeros(rows, rank))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight) + F.linear(F.linear(x, self.a), self.b)

    def merged(self) -> Tensor:
        return (self.weight + self.b @ self.a).detach()


def causal_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q [B, H, T, D], k and v [B, K, T, D]"""
    groups = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


def rope_of(positions: Tensor, frequency: Tensor) -> Rope:
    """positions [B, T]"""
    angle = positions[:, None, :, None].float() * frequency
    return angle.cos(), angle.sin()


class Causal(nn.Module):
    """`rank`: of the changes that may be learnt; 0 for a network that stays as it is."""

    def __init__(self, c: ModelConfig, rank: int = 0) -> None:
        super().__init__()
        self.c = c
        self.embedding = nn.Embedding(c.vocabulary, c.width)
        self.blocks = nn.ModuleList(LlamaBlock(c) for _ in range(c.layers))
        self.norm = LlamaBlock.norm(c)
        self.register_buffer("frequency", frequencies(c.rope_base, c.head_dim), persistent=False)
        self.requires_grad_(False)
        for block in self.blocks if rank else []:
            for name in MATRICES:
                setattr(block, name, Adapted(getattr(block, name), rank))

    def forward(
        self,
        tokens: Tensor,  # [B, T]
        positions: Tensor,  # [B | 1, T]
        past: Sequence[KeysValues] | None = None,
        mask: Tensor | None = None,  # [B, 1, T | 1, P + T] bool; None: causal, without a past
        table: Tensor | None = None,  # [V, C] in place of the embedding
    ) -> tuple[Tensor, list[KeysValues]]:
        """-> hidden [B, T, C] before the last norm, keys and values of the tokens by layer"""
        attend = lambda q, k, v: dense_attention(q, k, v, mask)
        if mask is None:
            attend = causal_attention
        x = F.embedding(tokens, self.embedding.weight if table is None else table)
        rope = rope_of(positions, self.frequency)
        made = []
        for i, block in enumerate(self.blocks):
            x, _, k, v = block(x, rope, None, None if past is None else past[i], attend)
            made.append((k, v))
        return x, made

    def logits(self, hidden: Tensor, table: Tensor | None = None) -> Tensor:
        return F.linear(self.norm(hidden), self.embedding.weight if table is None else table)


def shape_of(weights: dict[str, Tensor]) -> ModelConfig:
    """The base's shape in the sizes that weights have."""
    rows = lambda name: len(weights[f"blocks.0.{name}.weight"])
    vocabulary, width = weights["embedding.weight"].shape
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("blocks."))
    return replace(
        SHAPE, vocabulary=vocabulary, width=width, layers=layers, hidden=rows("swish"),
        heads=rows("q") // SHAPE.head_dim, kv_heads=rows("k") // SHAPE.head_dim,
    )  # fmt: skip


def causal_from(weights: dict[str, Tensor], rank: int = 0) -> Causal:
    network = Causal(shape_of(weights), rank)
    missing, unknown = network.load_state_dict(weights, strict=False)
    wrong = [*unknown, *(name for name in missing if not name.endswith((".a", ".b")))]
    if wrong:
        raise ValueError(f"these are no weights of the base: {', '.join(wrong[:5])}")
    return network


def widened(learnt: dict[str, Tensor], fresh: dict[str, Tensor]) -> dict[str, Tensor]:
    """What adapters of a lower rank learnt, in the places of wider ones that begin as `fresh`.

    The new rows of `a` are `fresh`'s and the new columns of `b` zero: the same function.
    Raises ValueError where the adapters are of another network.
    """
    wide = {}
    for name, small in learnt.items():
        room = fresh[name].shape if name in fresh else [0] * small.ndim
        if any(size > most for size, most in zip(small.shape, room, strict=True)):
            raise ValueError(f"these are no adapters of this base, or of a higher rank: {name}")
        wide[name] = fresh[name].clone()
        wide[name][tuple(slice(n) for n in small.shape)] = small
    return wide
