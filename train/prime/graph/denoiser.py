"""The denoiser as ONNX Runtime runs it: docs/model-format.md, written node by node.

The network is that of prime/network/model.py; a `Product` of prime/graph/products.py says how
vectors are multiplied by a matrix. Against a trace of the torch module there is half the number of
nodes, the last layer works only on the positions that are selected, and the past is copied once
less.

The hidden vectors are rows of one matrix, R = B·T of them. Whatever is in a row depends on nothing
but the row and what it attends to, bit for bit: in other company or over a cache it is the same
(measured on x64, for widths and head sizes that are multiples of 16).
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor

from prime.graph.builder import CONTRIB
from prime.graph.products import Product
from prime.network.model import Denoiser


class DenoiserGraph:
    """Writes `Denoiser.forward`; inputs and outputs by the names of docs/model-format.md."""

    def __init__(self, model: Denoiser, product: Product) -> None:
        self.model, self.c, self.product = model, model.c, product
        self.g = product.g
        g = self.g
        self.batch, self.width = g.size("states", 0), g.size("states", 1)
        rows = g.op("Mul", self.batch, self.width)
        scalar = g.op("Squeeze", rows, g.constant([0]))
        # The row of each (candidate, position), and of each (candidate, selected position).
        every = g.op("Range", g.constant(np.array(0)), scalar, g.constant(np.array(1)))
        self.row = g.op("Reshape", every, g.op("Concat", self.batch, self.width, axis=0))
        self.selected = g.op("Gather", self.row, "select", axis=1)  # [B, S]
        self.selected_rows = g.reshape(self.selected, -1)  # [B·S]
        product.count(rows)
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
        shape = g.op(
            "Concat", rows, g.constant([c.kv_heads]), g.size("past_keys", 3),
            g.constant([c.head_dim]), axis=0,
        )  # fmt: skip
        # [layers · (B or 1), K, P, D]; P may be 0
        self.past_keys, self.past_values = (
            g.op("Reshape", x, shape, allowzero=1) for x in ("past_keys", "past_values")
        )
        self.past_of = [
            g.op("Gather", index, g.constant(np.array(i)), axis=0) for i in range(c.layers)
        ]

    def norm(self, x: str, gain: Tensor) -> str:
        """x / rms(x) · gain over the last axis"""
        scale = self.g.constant(gain.detach())
        # an operator of ONNX Runtime that lives in the standard's domain
        return self.g.op("SimplifiedLayerNormalization", x, scale, axis=-1, epsilon=1e-6)

    def plain_norm(self, x: str) -> str:
        return self.norm(x, torch.ones(self.c.width))

    def apart(self, x: str, n: int) -> str:
        """[R, n·D] -> [B, T, n, D]"""
        shape = self.g.op("Concat", self.batch, self.g.constant([-1, n, self.c.head_dim]), axis=0)
        return self.g.op("Reshape", x, shape)

    def heads(self, x: str) -> str:
        """[B, T, n, D] -> [B, n, T, D]"""
        return self.g.op("Transpose", x, perm=[0, 2, 1, 3])

    def rotated(self, x: str, gain: Tensor, n: int, rows: str) -> str:
        """[R, n·D] -> [B, n, T, D], normed, then rotated by the angle of its row. rows [B, T]"""
        x = self.heads(self.norm(self.apart(x, n), gain))
        return self.g.op("RotaryEmbedding", x, rows, self.cos, self.sin, domain=CONTRIB)

    def embed(self) -> str:
        g = self.g
        vectors = self.product.rows(self.model.state_table().detach(), "states")
        remaining = g.op("Gather", g.constant(self.model.remaining.weight), "remaining")
        x = g.reshape(g.op("Add", vectors, remaining), -1, self.c.width)
        return self.plain_norm(x)  # [R, C]

    def attend(self, q: str, keys: str, values: str, mask: str) -> str:
        """q [B, H, S, D], keys and values [B, K, P + T, D] -> [B·S, H·D]"""
        g, c = self.g, self.c
        batch = self.batch
        grouped = g.op(
            "Reshape", q, g.op("Concat", batch, g.constant([c.kv_heads, -1, c.head_dim]), axis=0)
        )
        scores = g.op("MatMul", grouped, g.op("Transpose", keys, perm=[0, 1, 3, 2]))
        columns = g.size("mask", 3)
        tall = g.op("Concat", batch, g.constant([c.heads, -1]), columns, axis=0)
        flat = g.op("Concat", batch, g.constant([c.kv_heads, -1]), columns, axis=0)
        scores = g.op("Add", g.op("Reshape", scores, tall), mask)
        weights = g.op("Reshape", g.op("Softmax", scores, axis=-1), flat)
        y = g.op("MatMul", weights, values)  # [B, K, G·S, D]
        shape = g.op("Concat", batch, g.constant([c.heads, -1, c.head_dim]), axis=0)
        y = g.op("Transpose", g.op("Reshape", y, shape), perm=[0, 2, 1, 3])
        return g.reshape(y, -1, c.heads * c.head_dim)

    def gated(self, y: str, gate: str) -> str:
        """y [R, H·D], each head's part times twice the sigmoid of its number in gate [R, H]"""
        g, c = self.g, self.c
        weight = g.op("Mul", g.op("Sigmoid", g.reshape(gate, -1, c.heads, 1)), g.constant(2.0))
        y = g.op("Mul", g.reshape(y, -1, c.heads, c.head_dim), weight)
        return g.reshape(y, -1, c.heads * c.head_dim)

    def write(self) -> None:
        g, c = self.g, self.c
        x = self.embed()
        first, all_keys, all_values = None, [], []
        for i, block in enumerate(self.model.blocks):
            is_last = i == c.layers - 1
            # Scores are divided by √D by way of the queries. Values of a layer are mixed with
            # the first layer's; each one's own share goes into its matrix.
            own, mixed = (float(m) for m in block.value_mix.detach())
            share = own + mixed if first is None else own
            parts = [block.q.weight, block.k.weight, block.v.weight * share]
            parts += [block.gate] if c.gate else []
            together = self.product.of(self.plain_norm(x), torch.cat(parts))
            widths = g.constant([len(w) for w in parts])
            q, k, v, *gate = g.op("Split", together, widths, outputs=len(parts), axis=1)
            if first is None:
                first, first_share = v, share
            elif mixed != 0:
                v = g.op("Add", v, g.op("Mul", first, g.constant(mixed / first_share)))
            rows, mask = self.row, "mask"
            if is_last:  # from here on only the selected positions matter
                q, x, *gate = (g.op("Gather", y, self.selected_rows, axis=0) for y in (q, x, *gate))
                rows = self.selected
                self.product.count(g.size(self.selected_rows, 0))
                # a mask with one row for all positions stays as it is
                row = g.op("Mod", "select", g.size("mask", 2))
                mask = g.op("Gather", "mask", row, axis=2)
            q = self.rotated(q, block.q_gain * c.head_dim**-0.5, c.heads, rows)
            k = self.rotated(k, block.k_gain, c.kv_heads, self.row)
            v = self.heads(self.apart(v, c.kv_heads))
            all_keys.append(g.op("Unsqueeze", k, g.constant([0])))
            all_values.append(g.op("Unsqueeze", v, g.constant([0])))
            past = self.past_of[i]
            keys = g.op("Concat", g.op("Gather", self.past_keys, past, axis=0), k, axis=2)
            values = g.op("Concat", g.op("Gather", self.past_values, past, axis=0), v, axis=2)
            y = self.attend(q, keys, values, mask)
            if c.gate:
                y = self.gated(y, *gate)
            x = g.op("Add", x, self.product.of(y, block.o.weight))
            h = g.op("Relu", self.product.of(self.plain_norm(x), block.up.weight))
            h = self.product.of(g.op("Mul", h, h), block.down.weight, positive=True)
            x = g.op("Add", x, h)
        h = self.plain_norm(x)  # [B·S, C]
        self.output(self.product.of(h, self.model.head.weight), "logits", c.vocabulary)
        lengths = self.product.of(h, self.model.length_head.weight)
        lengths = g.op("Add", lengths, g.constant(self.model.length_head.bias))
        self.output(lengths, "length_logits", c.max_hole + 2)
        g.rename(g.op("Concat", *all_keys, axis=0), "keys")
        g.rename(g.op("Concat", *all_values, axis=0), "values")

    def output(self, x: str, name: str, width: int) -> None:
        g = self.g
        shape = g.op("Concat", self.batch, g.constant([-1, width]), axis=0)
        g.rename(g.op("Reshape", x, shape), name)


def build(model: Denoiser, product: Product) -> onnx.ModelProto:
    """The graph of docs/model-format.md, its matrices as `product` stores them."""
    c = model.c
    DenoiserGraph(model, product).write()

    def value(name: str, kind: int, *shape: int | str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

    whole, real = TensorProto.INT64, TensorProto.FLOAT
    past = (c.layers, "BP", c.kv_heads, "P", c.head_dim)
    new = (c.layers, "B", c.kv_heads, "T", c.head_dim)
    inputs = [
        value("states", whole, "B", "T"),
        value("positions", whole, "B", "T"),
        value("remaining", whole, "B", "T"),
        value("mask", real, "BM", 1, "TM", "PT"),
        value("past_keys", real, *past),
        value("past_values", real, *past),
        value("select", whole, "S"),
    ]
    outputs = [
        value("logits", real, "B", "S", c.vocabulary),
        value("length_logits", real, "B", "S", c.max_hole + 2),
        value("keys", real, *new),
        value("values", real, *new),
    ]
    return product.g.model(inputs, outputs)
