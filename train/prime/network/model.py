"""The denoiser: one transformer over states, whose attention mask says which mode it is in.

Input vector of a position = row of the state table + embedding of the distance to the hole's end.
The table is the sum of its digits' embeddings and a residual row, so that rare partial states
borrow from their digits; `state_table` folds it into the one matrix that is exported. The encoder
`concatenated`, as Prime published it, has a part of the vector for each digit and nothing besides.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

from prime.network.narrow_attention import narrow_attention
from prime.tokens.digits import Codec
from prime.windows.roles import attention_mask, attention_rule


@dataclass(frozen=True)
class ModelConfig:
    vocabulary: int = 4096
    length: int = 3  # digits a token, ℓ
    order: str = "nested"
    codebook: str = "semantic"
    encoder: str = "table"  # or "concatenated"
    width: int = 192
    layers: int = 5
    heads: int = 6
    kv_heads: int = 2
    head_dim: int = 32
    hidden: int = 832
    max_hole: int = 64
    rope_base: float = 10_000.0
    value_residual: bool = True  # layers mix their values with the first layer's
    gate: bool = False  # each head's output is weighed by what its position holds

    @property
    def codec(self) -> Codec:
        return Codec.of(self.length, self.vocabulary)

    def as_dict(self) -> dict:
        return asdict(self)


def norm(x: Tensor) -> Tensor:
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)  # x [B, H, T, D], cos and sin [B, 1, T, D / 2]
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


def dense_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """q [B, H, T, D], k and v [B, K, P + T, D], mask [B, 1, T, P + T] bool or additive"""
    groups = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def plain_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """The same with MatMul and Softmax only, without copying keys: for export."""
    b, h, t, d = q.shape
    groups = h // k.shape[1]
    grouped = q.reshape(b, k.shape[1], groups * t, d)
    scores = (grouped @ k.transpose(-1, -2)) * d**-0.5  # [B, K, G·T, P + T]
    scores = scores.reshape(b, h, t, -1) + mask
    weights = scores.softmax(-1).reshape(b, k.shape[1], groups * t, -1)
    return (weights @ v).reshape(b, h, t, d)


class FlexMask:
    """A block mask for flex attention: skips what the rule forbids."""

    def __init__(self, role: Tensor, document: Tensor) -> None:
        def rule(b: Tensor, _h: Tensor, q: Tensor, k: Tensor) -> Tensor:
            same = document[b, q] == document[b, k]
            return attention_rule(role[b, q], role[b, k], q, k, same)

        batch, t = role.shape
        make = fused(create_block_mask) if role.is_cuda else create_block_mask
        self.block = make(rule, batch, None, t, t, device=role.device)


@cache
def fused(function: Callable) -> Callable:
    """Flex attention and its mask are only kernels of their own once compiled."""
    return torch.compile(function)


def flex(q: Tensor, k: Tensor, v: Tensor, mask: FlexMask) -> Tensor:
    if q.is_cuda:  # the gains and mixes are float32, the kernel need not be
        q, k, v = (x.bfloat16() for x in (q, k, v))
    attend = fused(flex_attention) if q.is_cuda else flex_attention
    return attend(q, k, v, block_mask=mask.block, enable_gqa=True)


class Block(nn.Module):
    def __init__(self, c: ModelConfig) -> None:
        super().__init__()
        self.c = c
        self.q = nn.Linear(c.width, c.heads * c.head_dim, bias=False)
        self.k = nn.Linear(c.width, c.kv_heads * c.head_dim, bias=False)
        self.v = nn.Linear(c.width, c.kv_heads * c.head_dim, bias=False)
        self.o = nn.Linear(c.heads * c.head_dim, c.width, bias=False)
        self.up = nn.Linear(c.width, c.hidden, bias=False)
        self.down = nn.Linear(c.hidden, c.width, bias=False)
        self.q_gain = nn.Parameter(torch.ones(c.head_dim))
        self.k_gain = nn.Parameter(torch.ones(c.head_dim))
        # Qiu et al. 2025 (arXiv 2505.06708), one number a head
        self.gate = nn.Parameter(torch.zeros(c.heads, c.width)) if c.gate else None
        # shares of a layer's own values and of the first layer's
        self.value_mix = nn.Parameter(torch.tensor([1.0, 0.0]), requires_grad=c.value_residual)

    def heads(self, x: Tensor, n: int) -> Tensor:
        b, t, _ = x.shape
        return x.reshape(b, t, n, self.c.head_dim).transpose(1, 2)  # [B, n, T, D]

    def forward(
        self,
        x: Tensor,  # [B, T, C]
        rope: tuple[Tensor, Tensor],
        first: Tensor | None,  # [B, K, T, D] values of the first layer
        past: tuple[Tensor, Tensor] | None,
        attend,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        c = self.c
        h = norm(x)
        q = rotate(norm(self.heads(self.q(h), c.heads)) * self.q_gain, *rope)
        k = rotate(norm(self.heads(self.k(h), c.kv_heads)) * self.k_gain, *rope)
        raw = self.heads(self.v(h), c.kv_heads)
        v = self.value_mix[0] * raw + self.value_mix[1] * (raw if first is None else first)
        keys, values = k, v
        if past is not None:
            keys, values = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        y = attend(q, keys, values).to(v.dtype)  # [B, H, T, D]
        if self.gate is not None:  # twice the sigmoid: a gate that is all 0 changes nothing
            y = y * (2 * F.linear(h, self.gate).sigmoid()).transpose(1, 2)[..., None]
        x = x + self.o(y.transpose(1, 2).reshape(x.shape[0], x.shape[1], c.heads * c.head_dim))
        x = x + self.down(F.relu(self.up(norm(x))).square())
        return x, raw, k, v


class Denoiser(nn.Module):
    def __init__(self, c: ModelConfig) -> None:
        super().__init__()
        self.c = c
        codec = c.codec
        if c.encoder not in ("table", "concatenated"):
            raise ValueError(f"encoder {c.encoder!r} is neither table nor concatenated")
        rows, part = codec.states, c.width
        if c.encoder == "concatenated":  # the query alone has a row
            rows, part = 1, -(-c.width // c.length)
        self.residual = nn.Parameter(torch.randn(rows, c.width) * 0.5)
        self.digit = nn.Parameter(torch.randn(c.length, codec.base + 1, part) * 0.5)
        self.remaining = nn.Embedding(c.max_hole + 2, c.width)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c.layers))
        self.head = nn.Linear(c.width, c.vocabulary, bias=False)
        self.length_head = nn.Linear(c.width, c.max_hole + 2)
        self.register_buffer(
            "state_digits", torch.from_numpy(codec.state_digits()), persistent=False
        )
        frequency = c.rope_base ** -(torch.arange(0, c.head_dim, 2).float() / c.head_dim)
        self.register_buffer("frequency", frequency, persistent=False)
        self.initialise()

    def initialise(self) -> None:
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.length_head.weight)
        nn.init.zeros_(self.length_head.bias)
        nn.init.normal_(self.remaining.weight, std=0.1)
        for block in self.blocks:
            for linear in (block.q, block.k, block.v, block.up):
                bound = (3 / self.c.width) ** 0.5
                nn.init.uniform_(linear.weight, -bound, bound)
            nn.init.zeros_(block.o.weight)
            nn.init.zeros_(block.down.weight)
        if (
            self.c.length == 1 and self.c.encoder == "table"
        ):  # one digit a token: its embedding would only repeat the row
            nn.init.zeros_(self.digit)

    def begin_at(self, weights: dict[str, Tensor]) -> None:
        """Weights of another model; gates that it lacks begin open, changing nothing."""
        gates = {k: torch.zeros_like(v) for k, v in self.state_dict().items() if "gate" in k}
        self.load_state_dict({**gates, **weights})

    def state_table(self) -> Tensor:
        """[(b + 1)^ℓ + 1, C]: partial states, then the query."""
        table = self.c.encoder == "table"
        if table and self.c.length == 1:
            return self.residual
        # embedding rather than indexing: its gradient is summed in one order, so runs repeat
        parts = [F.embedding(self.state_digits[:, j], self.digit[j]) for j in range(self.c.length)]
        if table:
            return torch.cat([self.residual[:-1] + sum(parts), self.residual[-1:]])
        return torch.cat([torch.cat(parts, -1)[:, : self.c.width], self.residual])

    def rope(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        angle = positions[:, None, :, None].float() * self.frequency  # [B, 1, T, D / 2]
        return angle.cos(), angle.sin()

    def run(self, states, positions, remaining, attend, past=None, vectors=None):  # noqa: ANN201
        """-> hidden [B, T, C], keys and values, each a list over layers of [B, K, T, D]"""
        if vectors is None:
            vectors = F.embedding(states, self.state_table())
        x = norm(vectors + self.remaining(remaining))
        rope = self.rope(positions)
        first, keys, values = None, [], []
        for i, block in enumerate(self.blocks):
            x, raw, k, v = block(x, rope, first, None if past is None else past[i], attend)
            first = raw if first is None else first
            keys.append(k)
            values.append(v)
        return norm(x), keys, values

    def packed(
        self,
        states: Tensor,  # [B, T], as all of them
        positions: Tensor,
        remaining: Tensor,
        role: Tensor,
        document: Tensor | None = None,  # None: one window a row
    ) -> Tensor:
        """Hidden vectors of packed training windows, flat: [B·T, C]."""
        if states.is_cuda:
            mask = FlexMask(role, torch.ones_like(role) if document is None else document)
            x, _, _ = self.run(states, positions, remaining, lambda q, k, v: flex(q, k, v, mask))
        else:
            mask, attend = attention_mask(role, document), dense_attention
            if torch.is_autocast_enabled("cpu"):
                attend = narrow_attention
                mask = torch.zeros_like(mask, dtype=torch.bfloat16).masked_fill_(~mask, -1e4)
            x, _, _ = self.run(states, positions, remaining, lambda q, k, v: attend(q, k, v, mask))
        return x.flatten(0, 1)

    def forward(
        self,
        states: Tensor,  # [B, T]
        positions: Tensor,  # [B, T]
        remaining: Tensor,  # [B, T]
        mask: Tensor,  # [B | 1, 1, T, P + T] additive
        past_keys: Tensor,  # [layers, B | 1, K, P, D]
        past_values: Tensor,
        select: Tensor,  # [S]
        vectors: Tensor | None = None,  # [B, T, C] rows of a table folded before
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The graph of docs/model-format.md."""
        shape = (states.shape[0], -1, -1, -1)
        past = [
            (past_keys[i].expand(shape), past_values[i].expand(shape)) for i in range(self.c.layers)
        ]
        attend = lambda q, k, v: plain_attention(q, k, v, mask)
        x, keys, values = self.run(states, positions, remaining, attend, past, vectors)
        x = x.index_select(1, select)  # [B, S, C]
        return self.head(x), self.length_head(x), torch.stack(keys), torch.stack(values)

    def parameter_count(self) -> int:
        """Parameters of the exported network (the digit embeddings fold into the table)."""
        folded = self.digit.numel() + self.residual.numel()
        table = self.c.codec.states * self.c.width
        return sum(p.numel() for p in self.parameters()) - folded + table
