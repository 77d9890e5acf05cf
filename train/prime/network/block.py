"""A layer of the denoiser: what both families of blocks share."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from torch import Tensor, nn

from prime.network.heads import together
from prime.network.norm import Norm
from prime.network.shape import ModelConfig


class Block(nn.Module, ABC):
    """Attention over heads, then a feed-forward, each added to the stream of vectors."""

    norms_input: bool  # are the first layer's vectors normed before it, too?

    def __init__(self, c: ModelConfig) -> None:
        super().__init__()
        self.c = c
        self.q = nn.Linear(c.width, c.heads * c.head_dim, bias=False)
        self.k = nn.Linear(c.width, c.kv_heads * c.head_dim, bias=False)
        self.v = nn.Linear(c.width, c.kv_heads * c.head_dim, bias=False)
        self.o = nn.Linear(c.heads * c.head_dim, c.width, bias=False)
        self.attention_norm, self.feed_forward_norm = self.norm(c), self.norm(c)

    @staticmethod
    @abstractmethod
    def norm(c: ModelConfig) -> Norm:
        """One of the stream, as before each half of a layer and after the last."""

    @abstractmethod
    def vectors(
        self, h: Tensor, rope: tuple[Tensor, Tensor], first: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """h [B, T, C] -> queries [B, H, T, D], keys, values and own values [B, K, T, D]

        first: the own values of the first layer, None in it.
        """

    @abstractmethod
    def feed_forward(self, h: Tensor) -> Tensor: ...

    def weighed(self, y: Tensor, h: Tensor) -> Tensor:
        """What heads found, y [B, H, T, D], by what stands in their position, h [B, T, C]."""
        return y

    @abstractmethod
    def entering(self) -> list[nn.Linear]:
        """The matrices that read the stream; o and down write to it."""

    def initialise(self) -> None:
        bound = (3 / self.c.width) ** 0.5
        for linear in self.entering():
            nn.init.uniform_(linear.weight, -bound, bound)
        nn.init.zeros_(self.o.weight)
        nn.init.zeros_(self.down.weight)

    def forward(
        self,
        x: Tensor,  # [B, T, C]
        rope: tuple[Tensor, Tensor],
        first: Tensor | None,  # [B, K, T, D]
        past: tuple[Tensor, Tensor] | None,
        attend: Callable[[Tensor, Tensor, Tensor], Tensor],
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """-> the stream, own values, keys and values"""
        h = self.attention_norm(x)
        q, k, v, own = self.vectors(h, rope, first)
        keys, values = k, v
        if past is not None:
            keys, values = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        y = attend(q, keys, values).to(v.dtype)  # [B, H, T, D]
        x = x + self.o(together(self.weighed(y, h)))
        x = x + self.feed_forward(self.feed_forward_norm(x))
        return x, own, k, v
