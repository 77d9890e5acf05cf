"""Blocks of prime/network/prime_block.py as nodes."""

import torch

from prime.graph.denoiser import DenoiserGraph
from prime.network.prime_block import PrimeBlock


class PrimeGraph(DenoiserGraph):
    first: tuple[str, float] | None = None  # the first layer's values, by which share of its own

    def projected(self, block: PrimeBlock, x: str) -> list[str]:
        g = self.g
        # Values of a layer are mixed with the first layer's; each one's own share goes into its
        # matrix.
        own, mixed = (float(m) for m in block.value_mix.detach())
        share = own + mixed if self.first is None else own
        parts = [block.q.weight, block.k.weight, block.v.weight * share]
        parts += [] if block.gate is None else [block.gate]
        together = self.product.of(self.normed(x, block.attention_norm), torch.cat(parts))
        widths = g.constant([len(w) for w in parts])
        q, k, v, *gate = g.op("Split", together, widths, outputs=len(parts), axis=1)
        if self.first is None:
            self.first = v, share
        elif mixed != 0:
            first, first_share = self.first
            v = g.op("Add", v, g.op("Mul", first, g.constant(mixed / first_share)))
        return [q, k, v, *gate]

    def queries(self, block: PrimeBlock, q: str) -> str:
        gain = block.q_gain * self.c.head_dim**-0.5
        return self.norm(self.apart(q, self.c.heads), gain)

    def keys(self, block: PrimeBlock, k: str) -> str:
        return self.norm(self.apart(k, self.c.kv_heads), block.k_gain)

    def weighed(self, y: str, *gate: str) -> str:
        """Each head's part times twice the sigmoid of its number in the gate [R, H]."""
        if not gate:
            return y
        g, c = self.g, self.c
        numbers = g.op("Sigmoid", g.reshape(gate[0], -1, c.heads, 1))
        weight = g.op("Mul", numbers, g.constant(2.0))
        y = g.op("Mul", g.reshape(y, -1, c.heads, c.head_dim), weight)
        return g.reshape(y, -1, c.heads * c.head_dim)

    def feed_forward(self, block: PrimeBlock, x: str) -> str:
        h = self.product.of(self.normed(x, block.feed_forward_norm), block.up.weight)
        h = self.g.op("Relu", h)
        return self.product.of(self.g.op("Mul", h, h), block.down.weight, positive=True)
