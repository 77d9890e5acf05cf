"""Blocks of prime/network/llama_block.py as nodes."""

import torch

from prime.graph.denoiser import DenoiserGraph
from prime.network.llama_block import LlamaBlock


class LlamaGraph(DenoiserGraph):
    def projected(self, block: LlamaBlock, x: str) -> list[str]:
        q = block.q.weight * self.c.head_dim**-0.5
        h = self.normed(x, block.attention_norm)
        return self.split(h, q, block.k.weight, block.v.weight)

    def queries(self, block: LlamaBlock, q: str) -> str:
        return self.apart(q, self.c.heads)

    def keys(self, block: LlamaBlock, k: str) -> str:
        return self.apart(k, self.c.kv_heads)

    def feed_forward(self, block: LlamaBlock, x: str) -> str:
        g = self.g
        h = self.normed(x, block.feed_forward_norm)
        swish, up = self.split(h, block.swish.weight, block.up.weight)
        h = g.op("Mul", g.op("Mul", swish, g.op("Sigmoid", swish)), up)
        return self.down(block, h)

    def down(self, block: LlamaBlock, h: str) -> str:
        return self.product.of(h, block.down.weight)

    def split(self, h: str, *matrices: torch.Tensor) -> list[str]:
        """The vectors times several matrices at once."""
        together = self.product.of(h, torch.cat(matrices))
        widths = self.g.constant([len(m) for m in matrices])
        return self.g.op("Split", together, widths, outputs=len(matrices), axis=1)
