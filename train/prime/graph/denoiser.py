"""The denoiser as ONNX Runtime runs it: docs/model-format.md, written node by node.

The network is that of prime/network/model.py; a `Product` of prime/graph/products.py says how
vectors are multiplied by a matrix. Against a trace of the torch module there is half the number of
nodes, the last layer works only on the positions that are selected, and the past is copied once
less.

The hidden vectors are rows of one matrix, R = B·T of them. Whatever is in a row depends on nothing
but the row and what it attends to, bit for bit: in other company or over a cache it is the same
(measured on x64, for widths and head sizes that are multiples of 16).
"""

from abc import ABC, abstractmethod

import numpy as np
import torch
from onnx import TensorProto
from torch import Tensor

from prime.graph.builder import CONTRIB
from prime.graph.products import Product
from prime.network.block import Block
from prime.network.model import Denoiser
from prime.network.norm import Norm


class DenoiserGraph(ABC):
    """Writes `Denoiser.forward`; inputs and outputs by the names of docs/model-format.md.

    What differs between the families of blocks is left to prime_graph.py and llama_graph.py.
    """

    def __init__(self, model: Denoiser, product: Product) -> None:
        self.model, self.c, self.product = model, model.c, product
        self.g = product.g
        g = self.g
        self.batch, self.width = g.size("states", 0), g.size("states", 1)
        self.columns = g.size("mask", 3)
        rows = g.op("Mul", self.batch, self.width)
        scalar = g.op("Squeeze", rows, g.constant([0]))
        # The row of each (candidate, position), and of each (candidate, selected position).
        every = g.op("Range", g.constant(np.array(0)), scalar, g.constant(np.array(1)))
        self.row = g.reshape(every, self.batch, self.width)
        self.selected = g.op("Gather", self.row, "select", axis=1)  # [B, S]
        self.selected_rows = g.reshape(self.selected, -1)  # [B·S]
        product.count(rows)
        self.all_keys: list[str] = []
        self.all_values: list[str] = []
        self.rope()
        self.past()

    def rope(self) -> None:
        g = self.g
        at = g.reshape(g.op("Cast", "positions", to=TensorProto.FLOAT), -1, 1)
        angle = g.op("Mul", at, g.constant(self.model.frequency))  # [R, D / 2]
        self.cos, self.sin = g.op("Cos", angle), g.op("Sin", angle)

    def past(self) -> None:
        """Indices that take a layer's past, once for every candidate, in one copy."""
        g, c = self.g, self.c
        stored = g.size("past_keys", 1)  # B or 1
        one = g.constant(np.array(1))
        count = g.op("Squeeze", self.batch, g.constant([0]))
        candidate = g.op("Mod", g.op("Range", g.constant(np.array(0)), count, one), stored)
        layer = g.op("Mul", g.constant(np.arange(c.layers)[:, None]), stored)  # [layers, 1]
        index = g.op("Add", layer, candidate)  # [layers, B]
        rows = g.op("Mul", g.constant([c.layers]), stored)
        length = g.size("past_keys", 3)
        # [layers · (B or 1), K, P, D]; P may be 0
        self.past_keys, self.past_values = (
            g.reshape(x, rows, c.kv_heads, length, c.head_dim) for x in ("past_keys", "past_values")
        )
        self.past_of = [
            g.op("Gather", index, g.constant(np.array(i)), axis=0) for i in range(c.layers)
        ]

    def norm(self, x: str, gain: Tensor, epsilon: float = 1e-6) -> str:
        """x / rms(x) · gain over the last axis"""
        scale = self.g.constant(gain.detach())
        # an operator of ONNX Runtime that lives in the standard's domain
        return self.g.op("SimplifiedLayerNormalization", x, scale, axis=-1, epsilon=epsilon)

    def normed(self, x: str, norm: Norm) -> str:
        gain = torch.ones(norm.width) if norm.gain is None else norm.gain
        return self.norm(x, gain, norm.epsilon)

    def apart(self, x: str, n: int) -> str:
        """[R, n·D] -> [B, T, n, D]"""
        return self.g.reshape(x, self.batch, -1, n, self.c.head_dim)

    def heads(self, x: str) -> str:
        """[B, T, n, D] -> [B, n, T, D]"""
        return self.g.op("Transpose", x, perm=[0, 2, 1, 3])

    def rotated(self, x: str, rows: str) -> str:
        """[B, T, n, D] -> [B, n, T, D], turned by the angle of its row. rows [B, T]"""
        x = self.heads(x)
        return self.g.op("RotaryEmbedding", x, rows, self.cos, self.sin, domain=CONTRIB)

    def embed(self) -> str:
        g = self.g
        vectors = self.product.rows(self.model.state_table().detach(), "states")
        remaining = g.op("Gather", g.constant(self.model.remaining.weight), "remaining")
        x = g.reshape(g.op("Add", vectors, remaining), -1, self.c.width)
        norm = self.model.first_norm
        return x if norm is None else self.normed(x, norm)  # [R, C]

    def attend(self, q: str, keys: str, values: str, mask: str) -> str:
        """q [B, H, S, D], keys and values [B, K, P + T, D] -> [B·S, H·D]"""
        g, c = self.g, self.c
        batch = self.batch
        grouped = g.reshape(q, batch, c.kv_heads, -1, c.head_dim)
        scores = g.op("MatMul", grouped, g.op("Transpose", keys, perm=[0, 1, 3, 2]))
        scores = g.op("Add", g.reshape(scores, batch, c.heads, -1, self.columns), mask)
        weights = g.op("Softmax", scores, axis=-1)
        y = g.op("MatMul", g.reshape(weights, batch, c.kv_heads, -1, self.columns), values)
        y = g.reshape(y, batch, c.heads, -1, c.head_dim)
        y = g.op("Transpose", y, perm=[0, 2, 1, 3])
        return g.reshape(y, -1, c.heads * c.head_dim)

    @abstractmethod
    def projected(self, block: Block, x: str) -> list[str]:
        """x [R, C] -> queries [R, H·D], keys and values [R, K·D], and what `weighed` asks for

        Scores are divided by √D by way of the queries, here or in `queries`.
        """

    @abstractmethod
    def queries(self, block: Block, q: str) -> str:
        """[R, H·D] -> [B, T, H, D]"""

    @abstractmethod
    def keys(self, block: Block, k: str) -> str:
        """[R, K·D] -> [B, T, K, D]"""

    def weighed(self, y: str, *asked: str) -> str:
        """What heads found, y [R, H·D], by what `projected` gave for it."""
        return y

    @abstractmethod
    def feed_forward(self, block: Block, x: str) -> str:
        """[R, C] -> [R, C]"""

    def layer(self, block: Block, x: str, i: int) -> str:
        g, c = self.g, self.c
        q, k, v, *asked = self.projected(block, x)
        rows, mask = self.row, "mask"
        if i == c.layers - 1:  # from here on only the selected positions matter
            q, x, *asked = (g.op("Gather", y, self.selected_rows, axis=0) for y in (q, x, *asked))
            rows = self.selected
            self.product.count(g.size(self.selected_rows, 0))
            # a mask with one row for all positions stays as it is
            row = g.op("Mod", "select", g.size("mask", 2))
            mask = g.op("Gather", "mask", row, axis=2)
        q = self.rotated(self.queries(block, q), rows)
        k = self.rotated(self.keys(block, k), self.row)
        v = self.heads(self.apart(v, c.kv_heads))
        self.all_keys.append(g.op("Unsqueeze", k, g.constant([0])))
        self.all_values.append(g.op("Unsqueeze", v, g.constant([0])))
        past = self.past_of[i]
        keys = g.op("Concat", g.op("Gather", self.past_keys, past, axis=0), k, axis=2)
        values = g.op("Concat", g.op("Gather", self.past_values, past, axis=0), v, axis=2)
        y = self.weighed(self.attend(q, keys, values, mask), *asked)
        x = g.op("Add", x, self.product.of(y, block.o.weight))
        return g.op("Add", x, self.feed_forward(block, x))

    def write(self) -> None:
        g, c = self.g, self.c
        x = self.embed()
        for i, block in enumerate(self.model.blocks):
            x = self.layer(block, x, i)
        h = self.normed(x, self.model.last_norm)  # [B·S, C]
        self.output(self.product.of(h, self.model.head.weight), "logits", c.vocabulary)
        lengths = self.product.of(h, self.model.length_head.weight)
        lengths = g.op("Add", lengths, g.constant(self.model.length_head.bias))
        self.output(lengths, "length_logits", c.max_hole + 2)
        g.rename(g.op("Concat", *self.all_keys, axis=0), "keys")
        g.rename(g.op("Concat", *self.all_values, axis=0), "values")

    def output(self, x: str, name: str, width: int) -> None:
        self.g.rename(self.g.reshape(x, self.batch, -1, width), name)
