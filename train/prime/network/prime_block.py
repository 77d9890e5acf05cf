"""The layer of our own models, trained from scratch."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prime.network.block import Block
from prime.network.feed_forward import squared_relu
from prime.network.heads import apart, rotate
from prime.network.norm import Norm, normed
from prime.network.shape import ModelConfig


class PrimeBlock(Block):
    """Norms without gains, but of queries and keys too; values of the first layer in all; ReLU²."""

    norms_input = True

    def __init__(self, c: ModelConfig) -> None:
        super().__init__(c)
        self.up = nn.Linear(c.width, c.hidden, bias=False)
        self.down = nn.Linear(c.hidden, c.width, bias=False)
        self.q_gain = nn.Parameter(torch.ones(c.head_dim))
        self.k_gain = nn.Parameter(torch.ones(c.head_dim))
        # Qiu et al. 2025 (arXiv 2505.06708), one number a head
        self.gate = nn.Parameter(torch.zeros(c.heads, c.width)) if c.gate else None
        # shares of a layer's own values and of the first layer's
        self.value_mix = nn.Parameter(torch.tensor([1.0, 0.0]), requires_grad=c.value_residual)

    @staticmethod
    def norm(c: ModelConfig) -> Norm:
        return Norm(c.width)

    def vectors(
        self, h: Tensor, rope: tuple[Tensor, Tensor], first: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        c = self.c
        q = rotate(normed(apart(self.q(h), c.heads)) * self.q_gain, *rope)
        k = rotate(normed(apart(self.k(h), c.kv_heads)) * self.k_gain, *rope)
        own = apart(self.v(h), c.kv_heads)
        v = self.value_mix[0] * own + self.value_mix[1] * (own if first is None else first)
        return q, k, v, own

    def weighed(self, y: Tensor, h: Tensor) -> Tensor:
        if self.gate is None:
            return y
        # twice the sigmoid: a gate that is all 0 changes nothing
        return y * (2 * F.linear(h, self.gate).sigmoid()).transpose(1, 2)[..., None]

    def feed_forward(self, h: Tensor) -> Tensor:
        return squared_relu(h, self.up, self.down)

    def entering(self) -> list[nn.Linear]:
        return [self.q, self.k, self.v, self.up]
