"""The light canvas: a few bidirectional layers over keys and values of the frozen causal path.

Each of its layers is a copy of one of the causal path's to begin with, and attends to that layer's
keys and values of the context, and to its own of the canvas. A position sees the whole canvas and
its state: which digits of its token are known. Block-parallel drafting over features of a frozen
model, as in DFlash and EAGLE; partial states as in MDM-Prime.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from prime.network.model import rotate
from prime.pretrained.causal import Causal, CausalConfig, KeysValues, Rope, frequencies, rope_of
from prime.tokens.digits import Codec

QUERY = -1  # in the place of a number of visible digits


class CanvasBlock(nn.Module):
    """A block of the base, all of it learnt."""

    def __init__(self, c: CausalConfig) -> None:
        super().__init__()
        self.c = c
        self.attention_gain = nn.Parameter(torch.ones(c.width))
        self.feed_gain = nn.Parameter(torch.ones(c.width))
        for name, (rows, columns) in c.sizes.items():
            setattr(self, name, nn.Linear(columns, rows, bias=False))

    def apart(self, x: Tensor, n: int) -> Tensor:
        return x.unflatten(-1, (n, self.c.head_dim)).transpose(1, 2)  # [B, n, T, D]

    def forward(self, x: Tensor, rope: Rope, past: KeysValues, mask: Tensor) -> Tensor:
        """x [B, T, C], past of one context for all rows [1, K, P, D], mask [B, 1, 1, P + T]"""
        c, (b, t, _) = self.c, x.shape
        h = F.rms_norm(x, (c.width,), self.attention_gain, c.epsilon)
        q = rotate(self.apart(self.q(h), c.heads), *rope)
        k, v = rotate(self.apart(self.k(h), c.kv_heads), *rope), self.apart(self.v(h), c.kv_heads)
        q = q.reshape(b, c.kv_heads, -1, c.head_dim) * c.head_dim**-0.5  # [B, K, G·T, D]
        keys, values = past[0][0], past[1][0]  # [K, P, D]
        # the context is common to all rows, so each head meets it in one product
        scores = [self.together(q, keys.mT), q @ k.mT]
        weights = torch.cat(scores, -1).unflatten(2, (-1, t)) + mask[:, :, None]
        weights = weights.softmax(-1).flatten(2, 3)
        p = keys.shape[1]
        y = self.together(weights[..., :p], values) + weights[..., p:] @ v
        x = x + self.o(y.reshape(b, c.heads, t, c.head_dim).transpose(1, 2).flatten(2))
        h = F.rms_norm(x, (c.width,), self.feed_gain, c.epsilon)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))

    @staticmethod
    def together(x: Tensor, shared: Tensor) -> Tensor:
        """x [B, K, R, M] times shared [K, M, N], all B at once -> [B, K, R, N]"""
        b, k, r, m = x.shape
        flat = x.transpose(0, 1).reshape(k, b * r, m) @ shared
        return flat.view(k, b, r, -1).transpose(0, 1)


class LightCanvas(nn.Module):
    def __init__(self, c: CausalConfig, layers: Sequence[int], max_hole: int = 64) -> None:
        """layers: of the causal path, counted from 0"""
        super().__init__()
        self.c, self.layers, self.max_hole = c, tuple(layers), max_hole
        self.codec = Codec.of(2, c.vocabulary)
        # by the first digit, the second being masked; then nothing known; then the query
        self.partial = nn.Parameter(torch.zeros(self.codec.base + 2, c.width))
        self.remaining = nn.Embedding(max_hole + 2, c.width)
        self.blocks = nn.ModuleList(CanvasBlock(c) for _ in self.layers)
        self.gain = nn.Parameter(torch.ones(c.width))
        self.length_head = nn.Linear(c.width, max_hole + 2)
        self.register_buffer("frequency", frequencies(c), persistent=False)
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
        self.gain.copy_(causal.gain)
        for block, i in zip(self.blocks, self.layers, strict=True):
            source = causal.blocks[i]
            block.attention_gain.copy_(source.attention_gain)
            block.feed_gain.copy_(source.feed_gain)
            for name in self.c.sizes:
                getattr(block, name).weight.copy_(getattr(source, name).merged())

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
            x = block(x, rope, context, mask)
        return F.rms_norm(x, (self.c.width,), self.gain, self.c.epsilon)

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


def canvas_from(saved: dict, c: CausalConfig) -> LightCanvas:
    """saved: what prime.pretrained.train_canvas writes"""
    canvas = LightCanvas(c, saved["layers"])
    canvas.load_state_dict(saved["weights"])
    return canvas
