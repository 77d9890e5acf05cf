"""The denoiser: one transformer over states, whose attention mask says which mode it is in.

Input vector of a position = row of the state table + embedding of the distance to the hole's end.
The table is the sum of its digits' embeddings and a residual row, so that rare partial states
borrow from their digits; `state_table` folds it into the one matrix that is exported. The encoder
`concatenated`, as Prime published it, has a part of the vector for each digit and nothing besides.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prime.network.attention import FlexMask, dense_attention, flex, plain_attention
from prime.network.block import Block
from prime.network.heads import frequencies
from prime.network.llama_block import LlamaBlock
from prime.network.narrow_attention import narrow_attention
from prime.network.prime_block import PrimeBlock
from prime.network.shape import ModelConfig
from prime.windows.roles import attention_mask

FAMILIES: dict[str, type[Block]] = {"prime": PrimeBlock, "llama": LlamaBlock}


def family_of(c: ModelConfig) -> type[Block]:
    if c.block not in FAMILIES:
        raise ValueError(f"block {c.block!r} is none of {', '.join(FAMILIES)}")
    return FAMILIES[c.block]


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
        family = family_of(c)
        self.blocks = nn.ModuleList(family(c) for _ in range(c.layers))
        self.head = nn.Linear(c.width, c.vocabulary, bias=False)
        self.length_head = nn.Linear(c.width, c.max_hole + 2)
        self.register_buffer(
            "state_digits", torch.from_numpy(codec.state_digits()), persistent=False
        )
        frequency = frequencies(c.rope_base, c.head_dim)
        self.register_buffer("frequency", frequency, persistent=False)
        self.first_norm = family.norm(c) if family.norms_input else None
        self.last_norm = family.norm(c)
        self.initialise()

    def initialise(self) -> None:
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.length_head.weight)
        nn.init.zeros_(self.length_head.bias)
        nn.init.normal_(self.remaining.weight, std=0.1)
        for block in self.blocks:
            block.initialise()
        if (
            self.c.length == 1 and self.c.encoder == "table"
        ):  # one digit a token: its embedding would only repeat the row
            nn.init.zeros_(self.digit)

    def begin_at(self, weights: dict[str, Tensor]) -> None:
        """Weights of another model; gates that it lacks begin open, changing nothing."""
        mine = self.state_dict().items()
        gates = {k: torch.zeros_like(v) for k, v in mine if k.endswith(".gate")}
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
        x = vectors + self.remaining(remaining)
        if self.first_norm is not None:
            x = self.first_norm(x)
        rope = self.rope(positions)
        first, keys, values = None, [], []
        for i, block in enumerate(self.blocks):
            x, own, k, v = block(x, rope, first, None if past is None else past[i], attend)
            first = own if first is None else first
            keys.append(k)
            values.append(v)
        return self.last_norm(x), keys, values

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
