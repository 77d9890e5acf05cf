"""The base's causal network (Llama, arXiv 2302.13971): RMSNorm with gains, SwiGLU, rotary heads.

Its matrices are frozen; a low-rank change of each may be learnt (LoRA, arXiv 2106.09685).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prime.network.model import rotate

Rope = tuple[Tensor, Tensor]  # cos and sin, [B | 1, 1, T, D / 2]
KeysValues = tuple[Tensor, Tensor]  # [B | 1, K, P, D], keys rotated


@dataclass(frozen=True)
class CausalConfig:
    vocabulary: int = 16_384
    width: int = 576
    layers: int = 30
    heads: int = 9
    kv_heads: int = 3
    head_dim: int = 64
    hidden: int = 1536
    rope_base: float = 100_000.0
    epsilon: float = 1e-5

    @property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """(rows, columns) of a block's matrices."""
        inner, outer = self.heads * self.head_dim, self.kv_heads * self.head_dim
        return {
            "q": (inner, self.width), "k": (outer, self.width), "v": (outer, self.width),
            "o": (self.width, inner), "gate": (self.hidden, self.width),
            "up": (self.hidden, self.width), "down": (self.width, self.hidden),
        }  # fmt: skip


def frequencies(c: CausalConfig) -> Tensor:
    return c.rope_base ** -(torch.arange(0, c.head_dim, 2).float() / c.head_dim)


def rope_of(positions: Tensor, frequency: Tensor) -> Rope:
    """positions [B, T]"""
    angle = positions[:, None, :, None].float() * frequency
    return angle.cos(), angle.sin()


class Adapted(nn.Module):
    """A frozen matrix [N, K] and, if rank > 0, a low-rank change of it, zero at first."""

    def __init__(self, size: tuple[int, int], rank: int) -> None:
        super().__init__()
        rows, columns = size
        self.rank = rank
        self.weight = nn.Parameter(torch.empty(size), requires_grad=False)
        if rank:
            self.a = nn.Parameter(torch.randn(rank, columns) * columns**-0.5)
            self.b = nn.Parameter(torch.zeros(rows, rank))

    def forward(self, x: Tensor) -> Tensor:
        y = F.linear(x, self.weight)
        return y + F.linear(F.linear(x, self.a), self.b) if self.rank else y

    def merged(self) -> Tensor:
        return (self.weight + self.b @ self.a if self.rank else self.weight).detach()


class CausalBlock(nn.Module):
    def __init__(self, c: CausalConfig, rank: int) -> None:
        super().__init__()
        self.c = c
        self.attention_gain = nn.Parameter(torch.ones(c.width), requires_grad=False)
        self.feed_gain = nn.Parameter(torch.ones(c.width), requires_grad=False)
        for name, size in c.sizes.items():
            setattr(self, name, Adapted(size, rank))

    def apart(self, x: Tensor, n: int) -> Tensor:
        return x.unflatten(-1, (n, self.c.head_dim)).transpose(1, 2)  # [B, n, T, D]

    def forward(
        self, x: Tensor, rope: Rope, past: KeysValues | None = None, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """x [B, T, C], mask [B, 1, T | 1, P + T] bool; None for causal -> x, keys, values"""
        c = self.c
        h = F.rms_norm(x, (c.width,), self.attention_gain, c.epsilon)
        q = rotate(self.apart(self.q(h), c.heads), *rope)
        k, v = rotate(self.apart(self.k(h), c.kv_heads), *rope), self.apart(self.v(h), c.kv_heads)
        keys, values = k, v
        if past is not None:
            keys, values = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        groups = c.heads // c.kv_heads
        keys, values = keys.repeat_interleave(groups, 1), values.repeat_interleave(groups, 1)
        y = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, is_causal=mask is None)
        x = x + self.o(y.transpose(1, 2).flatten(2))
        h = F.rms_norm(x, (c.width,), self.feed_gain, c.epsilon)
        return x + self.down(F.silu(self.gate(h)) * self.up(h)), k, v


class Causal(nn.Module):
    def __init__(self, c: CausalConfig, rank: int = 0) -> None:
        super().__init__()
        self.c = c
        self.embedding = nn.Embedding(c.vocabulary, c.width)
        self.embedding.weight.requires_grad_(False)
        self.blocks = nn.ModuleList(CausalBlock(c, rank) for _ in range(c.layers))
        self.gain = nn.Parameter(torch.ones(c.width), requires_grad=False)
        self.register_buffer("frequency", frequencies(c), persistent=False)

    def forward(
        self,
        tokens: Tensor,  # [B, T]
        positions: Tensor,  # [B | 1, T]
        past: Sequence[KeysValues] | None = None,
        mask: Tensor | None = None,
        table: Tensor | None = None,  # [V, C] in place of the embedding
    ) -> tuple[Tensor, list[KeysValues]]:
        """-> hidden [B, T, C] before the last gain, keys and values of the tokens by layer"""
        x = F.embedding(tokens, self.embedding.weight if table is None else table)
        rope = rope_of(positions, self.frequency)
        made = []
        for i, block in enumerate(self.blocks):
            x, k, v = block(x, rope, None if past is None else past[i], mask)
            made.append((k, v))
        return x, made

    def logits(self, hidden: Tensor, table: Tensor | None = None) -> Tensor:
        h = F.rms_norm(hidden, (self.c.width,), self.gain, self.c.epsilon)
        return F.linear(h, self.embedding.weight if table is None else table)


def shape_of(weights: dict[str, Tensor]) -> CausalConfig:
    """The sizes that weights have; heads are of 64."""
    rows = lambda name: len(weights[f"blocks.0.{name}.weight"])
    vocabulary, width = weights["embedding.weight"].shape
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("blocks."))
    size = CausalConfig.head_dim
    heads, kv_heads, hidden = rows("q") // size, rows("k") // size, rows("gate")
    return CausalConfig(vocabulary, width, layers, heads, kv_heads, size, hidden)


def causal_from(weights: dict[str, Tensor], rank: int = 0) -> Causal:
    network = Causal(shape_of(weights), rank)
    missing, unknown = network.load_state_dict(weights, strict=False)
    wrong = [*unknown, *(name for name in missing if not name.endswith((".a", ".b")))]
    if wrong:
        raise ValueError(f"these are no weights of the base: {', '.join(wrong[:5])}")
    return network
