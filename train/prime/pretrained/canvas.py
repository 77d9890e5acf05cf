"""The light canvas: a few bidirectional layers over keys and values of the frozen causal path.

Each of its layers is a copy of one of the causal path's to begin with, and attends to that layer's
keys and values of the context, and to its own of the canvas. A position sees the whole canvas and
its state: which digits of its token are known. Block-parallel drafting over features of a frozen
model, as in DFlash and EAGLE; partial states as in MDM-Prime.
"""

from collections.abc import Sequence
from dataclasses import replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prime.network.heads import frequencies
from prime.network.llama_block import LlamaBlock
from prime.network.shape import ModelConfig
from prime.pretrained.causal import Causal, KeysValues, rope_of

QUERY = -1  # in the place of a number of visible digits


def over_context(q: Tensor, k: Tensor, v: Tensor, past: KeysValues, mask: Tensor) -> Tensor:
    """Attention of canvases to one context, which all share, and each to itself.

    q [B, H, T, D], k and v [B, K, T, D], past [1, K, P, D], mask [B, 1, 1, P + T] additive
    """
    b, _, t, d = q.shape
    keys, values = past[0][0], past[1][0]  # [K, P, D]
    q = q.reshape(b, len(keys), -1, d) * d**-0.5  # [B, K, G·T, D]
    scores = torch.cat([shared(q, keys.mT), q @ k.mT], -1)
    weights = (scores.unflatten(2, (-1, t)) + mask[:, :, None]).softmax(-1).flatten(2, 3)
    p = keys.shape[1]
    y = shared(weights[..., :p], values) + weights[..., p:] @ v
    return y.reshape(b, -1, t, d)


def shared(x: Tensor, y: Tensor) -> Tensor:
    """x [B, K, R, M] times y [K, M, N] in one product a head, all B at once -> [B, K, R, N]"""
    b, k, r, m = x.shape
    return (x.transpose(0, 1).reshape(k, b * r, m) @ y).view(k, b, r, -1).transpose(0, 1)


class LightCanvas(nn.Module):
    def __init__(self, c: ModelConfig, layers: Sequence[int], max_hole: int = 64) -> None:
        """layers: of the causal path, counted from 0"""
        super().__init__()
        self.c = replace(c, layers=len(layers))
        self.layers, self.max_hole = tuple(layers), max_hole
        self.codec = c.codec
        # by the first digit, the second being masked; then nothing known; then the query
        self.partial = nn.Parameter(torch.zeros(self.codec.base + 2, c.width))
        self.remaining = nn.Embedding(max_hole + 2, c.width)
        self.blocks = nn.ModuleList(LlamaBlock(c) for _ in self.layers)
        self.norm = LlamaBlock.norm(c)
        self.length_head = nn.Linear(c.width, max_hole + 2)
        self.register_buffer("frequency", frequencies(c.rope_base, c.head_dim), persistent=False)
        for zero in (self.remaining.weight, self.length_head.weight, self.length_head.bias):
            nn.init.zeros_(zero)

    @torch.no_grad()
    def begin_at(self, causal: Causal) -> None:
        """Copies of layers; a partial state at the mean of its group, of a usual size."""
        embedding, base = causal.embedding.weight, self.codec.base
        usual = embedding.norm(dim=1).mean()
        means = [embedding.view(base, -1, self.c.width).mean(1)]
        means += 2 * [embedding.mean(0, keepdim=True)]
        self.partial.copy_(F.normalize(torch.cat(means), dim=-1) * usual)
        self.norm.load_state_dict(causal.norm.state_dict())
        for block, i in zip(self.blocks, self.layers, strict=True):
            block.load_state_dict(causal.blocks[i].state_dict())

    def vectors(self, embedding: Tensor, tokens: Tensor, shown: Tensor) -> Tensor:
        """tokens and shown [B, T]; shown: visible digits, 0, 1, 2 or QUERY -> [B, T, C]"""
        base = self.codec.base
        row = torch.where(shown == 1, tokens // base, torch.where(shown == QUERY, base + 1, base))
        known = (shown == 2)[..., None]
        return torch.where(known, F.embedding(tokens, embedding), F.embedding(row, self.partial))

    def forward(
        self,
        x: Tensor,  # [B, T, C] of `vectors`
        positions: Tensor,  # [B, T]
        remaining: Tensor,  # [B, T]
        past: Sequence[KeysValues],  # of one context, by layer of the canvas
        mask: Tensor,  # [B, 1, 1, P + T] additive
    ) -> Tensor:
        """-> [B, T, C], to be multiplied by the embedding or the length head"""
        x = x + self.remaining(remaining)
        rope = rope_of(positions, self.frequency)
        for block, context in zip(self.blocks, past, strict=True):
            attend = lambda q, k, v, context=context: over_context(q, k, v, context, mask)
            x = block(x, rope, None, None, attend)[0]
        return self.norm(x)

    @torch.no_grad()
    def state_table(self, embedding: Tensor) -> Tensor:
        """[(b + 1)² + 1, C], rows as docs/model-format.md numbers states."""
        codec, base = self.codec, self.codec.base
        table = torch.zeros(codec.states, self.c.width)
        ids = torch.arange(base * base)
        table[ids // base * (base + 1) + ids % base] = embedding
        table[torch.arange(base) * (base + 1) + base] = self.partial[:base]
        table[base * (base + 1) + base] = self.partial[base]
        table[codec.query] = self.partial[base + 1]
        return table


def canvas_from(saved: dict, c: ModelConfig) -> LightCanvas:
    """saved: what prime.pretrained.train_canvas writes"""
    weights = saved["weights"]
    canvas = LightCanvas(c, saved["layers"], len(weights["remaining.weight"]) - 2)
    canvas.load_state_dict(weights)
    return canvas
