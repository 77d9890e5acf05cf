"""Both graphs of a pretrained denoiser, as docs/model-format.md has them: causal path and canvas.

Written node by node as prime/graph/denoiser.py is; a row depends on nothing but itself and what it
attends to. The last layer works only on the positions that are selected.
"""

import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor

from prime.graph.builder import GraphBuilder
from prime.graph.llama_graph import LlamaGraph
from prime.graph.products import PRODUCTS, Product
from prime.network.llama_block import LlamaBlock
from prime.network.shape import ModelConfig
from prime.pretrained.canvas import LightCanvas
from prime.pretrained.causal import Causal

# a few channels of SwiGLU's product are far larger than the rest
DOWN_PARTS = 4


class LayersGraph(LlamaGraph):
    """The layers of a network, and how what they give becomes outputs."""

    def __init__(self, network: Causal | LightCanvas, product: Product) -> None:
        super().__init__(network, product)

    def down(self, block: LlamaBlock, h: str) -> str:
        return self.product.in_parts(h, block.down.weight, DOWN_PARTS)

    def through(self, x: str) -> str:
        """Vectors [R, C] -> the selected ones after all layers and the last norm [B·S, C]"""
        for i, block in enumerate(self.model.blocks):
            x = self.layer(block, x, i)
        self.g.rename(self.g.op("Concat", *self.all_keys, axis=0), "keys")
        self.g.rename(self.g.op("Concat", *self.all_values, axis=0), "values")
        return self.normed(x, self.model.norm)


def inputs_and_outputs(
    c: ModelConfig, max_hole: int | None
) -> tuple[list[onnx.ValueInfoProto], list[onnx.ValueInfoProto]]:
    """max_hole: None for the causal path, which knows no hole."""
    value = helper.make_tensor_value_info
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    is_canvas = max_hole is not None
    past = (c.layers, "BP", c.kv_heads, "P", c.head_dim)
    new = (c.layers, "B", c.kv_heads, "T", c.head_dim)
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
    graph = LayersGraph(causal, PRODUCTS[form](g))
    h = graph.through(g.reshape(graph.product.rows(table, "states"), -1, c.width))
    graph.output(graph.product.finely(h, causal.embedding.weight), "logits", c.vocabulary)
    return g.model(*inputs_and_outputs(c, None))


@torch.no_grad()
def canvas_graph(
    canvas: LightCanvas, table: Tensor, embedding: Tensor, form: str = "int8"
) -> onnx.ModelProto:
    g, c = GraphBuilder(), canvas.c
    graph = LayersGraph(canvas, PRODUCTS[form](g))
    vectors = graph.product.rows(table, "states")
    remaining = g.op("Gather", g.constant(canvas.remaining.weight), "remaining")
    h = graph.through(g.reshape(g.op("Add", vectors, remaining), -1, c.width))
    graph.output(graph.product.finely(h, embedding), "logits", c.vocabulary)
    lengths = graph.product.of(h, canvas.length_head.weight)
    lengths = g.op("Add", lengths, g.constant(canvas.length_head.bias))
    graph.output(lengths, "length_logits", canvas.max_hole + 2)
    return g.model(*inputs_and_outputs(c, canvas.max_hole))
