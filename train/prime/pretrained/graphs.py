"""Both graphs of a pretrained denoiser, as docs/model-format.md has them: causal path and canvas.

Written node by node as prime/graph/denoiser.py is; a row depends on nothing but itself and what it
attends to. The last layer works only on the positions that are selected.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from prime.graph.builder import CONTRIB, GraphBuilder
from prime.graph.denoiser import DenoiserGraph
from prime.graph.products import PRODUCTS, Product
from prime.pretrained.canvas import LightCanvas
from prime.pretrained.causal import Causal, CausalConfig

# a few channels of SwiGLU's product are far larger than the rest
DOWN_PARTS = 4


@dataclass(frozen=True)
class GraphFacts:
    """What `DenoiserGraph` asks of a network."""

    c: "Sizes"
    frequency: Tensor


@dataclass(frozen=True)
class Sizes:
    layers: int
    width: int
    heads: int
    kv_heads: int
    head_dim: int


class LlamaGraph(DenoiserGraph):
    """Layers of the base's kind; keys and values of them, and the hidden rows that are selected."""

    def __init__(
        self, blocks: Iterable[nn.Module], c: CausalConfig, frequency: Tensor, product: Product
    ):
        self.blocks, self.epsilon = list(blocks), c.epsilon
        sizes = Sizes(len(self.blocks), c.width, c.heads, c.kv_heads, c.head_dim)
        super().__init__(GraphFacts(sizes, frequency), product)

    def norm(self, x: str, gain: Tensor) -> str:
        scale = self.g.constant(gain.detach())
        return self.g.op("SimplifiedLayerNormalization", x, scale, axis=-1, epsilon=self.epsilon)

    def turned(self, x: str, n: int, rows: str) -> str:
        """[R, n·D] -> [B, n, T, D], rotated by the angle of its row. rows [B, T]"""
        x = self.heads(self.apart(x, n))
        return self.g.op("RotaryEmbedding", x, rows, self.cos, self.sin, domain=CONTRIB)

    def split(self, x: str, weights: list[Tensor]) -> list[str]:
        """x times several matrices in one product."""
        g = self.g
        together = self.product.of(x, torch.cat([w.detach() for w in weights]))
        widths = g.constant([len(w) for w in weights])
        return g.op("Split", together, widths, outputs=len(weights), axis=1)

    def write(self, x: str) -> str:  # type: ignore[override]
        """[R, C] -> [B·S, C]"""
        g, c = self.g, self.c
        made: dict[str, list[str]] = {"keys": [], "values": []}
        for i, block in enumerate(self.blocks):
            h = self.norm(x, block.attention_gain)
            # scores are divided by √D by way of the queries
            asked = block.q.weight * c.head_dim**-0.5
            q, k, v = self.split(h, [asked, block.k.weight, block.v.weight])
            rows, mask = self.row, "mask"
            if i == c.layers - 1:  # from here on only the selected positions matter
                q, x = (g.op("Gather", y, self.selected_rows, axis=0) for y in (q, x))
                rows = self.selected
                self.product.count(g.size(self.selected_rows, 0))
                # a mask with one row for all positions stays as it is
                mask = g.op("Gather", "mask", g.op("Mod", "select", g.size("mask", 2)), axis=2)
            q = self.turned(q, c.heads, rows)
            k = self.turned(k, c.kv_heads, self.row)
            v = self.heads(self.apart(v, c.kv_heads))
            for name, own in (("keys", k), ("values", v)):
                made[name].append(g.op("Unsqueeze", own, g.constant([0])))
            past = self.past_of[i]
            keys = g.op("Concat", g.op("Gather", self.past_keys, past, axis=0), k, axis=2)
            values = g.op("Concat", g.op("Gather", self.past_values, past, axis=0), v, axis=2)
            y = self.attend(q, keys, values, mask)
            x = g.op("Add", x, self.product.of(y, block.o.weight))
            h = self.norm(x, block.feed_gain)
            gate, up = self.split(h, [block.gate.weight, block.up.weight])
            h = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), up)
            x = g.op("Add", x, self.product.in_parts(h, block.down.weight, DOWN_PARTS))
        for name, own in made.items():
            g.rename(g.op("Concat", *own, axis=0), name)
        return x


def inputs_and_outputs(
    c: CausalConfig, layers: int, max_hole: int | None
) -> tuple[list[onnx.ValueInfoProto], list[onnx.ValueInfoProto]]:
    """max_hole: None for the causal path, which knows no hole."""
    value = helper.make_tensor_value_info
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    is_canvas = max_hole is not None
    past = (layers, "BP", c.kv_heads, "P", c.head_dim)
    new = (layers, "B", c.kv_heads, "T", c.head_dim)
    names = ["states", "positions", *(["remaining"] if is_canvas else [])]
    inputs = [value(name, whole, ("B", "T")) for name in names] + [
        value("mask", real, ("BM", 1, "TM", "PT")), value("past_keys", real, past),
        value("past_values", real, past), value("select", whole, ("S",)),
    ]  # fmt: skip
    outputs = [value("logits", real, ("B", "S", c.vocabulary))]
    if is_canvas:
        outputs.append(value("length_logits", real, ("B", "S", max_hole + 2)))
    return inputs, [*outputs, value("keys", real, new), value("values", real, new)]


@torch.no_grad()
def causal_graph(causal: Causal, table: Tensor, form: str = "int8") -> onnx.ModelProto:
    """table: rows of states, of which this graph reads those of whole tokens"""
    g, c = GraphBuilder(), causal.c
    graph = LlamaGraph(causal.blocks, c, causal.frequency, PRODUCTS[form](g))
    x = graph.write(g.reshape(graph.product.rows(table, "states"), -1, c.width))
    logits = graph.product.finely(graph.norm(x, causal.gain), causal.embedding.weight)
    graph.output(logits, "logits", c.vocabulary)
    return g.model(*inputs_and_outputs(c, c.layers, None))


@torch.no_grad()
def canvas_graph(
    canvas: LightCanvas, table: Tensor, embedding: Tensor, form: str = "int8"
) -> onnx.ModelProto:
    g, c = GraphBuilder(), canvas.c
    graph = LlamaGraph(canvas.blocks, c, canvas.frequency, PRODUCTS[form](g))
    vectors = graph.product.rows(table, "states")
    remaining = g.op("Gather", g.constant(canvas.remaining.weight), "remaining")
    x = graph.write(g.reshape(g.op("Add", vectors, remaining), -1, c.width))
    h = graph.norm(x, canvas.gain)
    graph.output(graph.product.finely(h, embedding), "logits", c.vocabulary)
    lengths = graph.product.of(h, canvas.length_head.weight)
    lengths = g.op("Add", lengths, g.constant(canvas.length_head.bias))
    graph.output(lengths, "length_logits", canvas.max_hole + 2)
    return g.model(*inputs_and_outputs(c, len(canvas.layers), canvas.max_hole))
