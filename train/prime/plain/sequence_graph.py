"""The graph of kind `plain` of docs/model-format.md, node by node, of any SequenceModel."""

import math
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper

from prime.graph.products import PRODUCTS, FloatProduct, Product
from prime.plain.sequence import Linear, Norm, SequenceLayer, SequenceModel
from prime.plain.weight_files import WeightFiles


@torch.no_grad()
def save_sequence_graph(model: SequenceModel, path: Path, weights: str = "float") -> list[Path]:
    """Writes the graph and its weights beside it. -> all files"""
    g = WeightFiles(path.parent)
    c = model.shape
    writer = SequenceGraph(model, g, PRODUCTS[weights](g))
    writer.write()
    value = helper.make_tensor_value_info
    inputs = [
        value("digits", TensorProto.INT64, ("R", "T", c.digits)),
        value("attention", TensorProto.FLOAT, ("R", 1, 1, "T")),
        value("select", TensorProto.INT64, ("N",)),
    ]
    outputs = [value("logits", TensorProto.FLOAT, ("N", c.vocabulary))]
    onnx.save(g.model(inputs, outputs), str(path))
    return [path, *(path.parent / name for name in g.names)]


class SequenceGraph:
    """Vectors are [R · T, C] between layers; after the last attention those selected, [N, C]."""

    def __init__(self, model: SequenceModel, g: WeightFiles, product: Product) -> None:
        self.model, self.c, self.g, self.product = model, model.shape, g, product
        self.rows = g.size("digits", 0)
        self.length = g.size("digits", 1)
        cosines, sines = (self.table(part) for part in model.rotary())
        self.turn = cosines, sines  # [1, T, 1, head_dim / 2]

    def write(self) -> None:
        g, c = self.g, self.c
        self.product.count(g.op("Mul", self.rows, self.length))
        x = self.embedded()
        for i, layer in enumerate(self.model.layers()):
            x = g.op("Add", x, self.attended(layer, self.normed(x, layer.attention_norm)))
            if i == c.layers - 1:
                x = g.op("Gather", x, "select", axis=0)
                self.product.count(g.size("select", 0))
            x = g.op("Add", x, self.fed(layer, self.normed(x, layer.feed_forward_norm)))
        g.rename(self.told(self.normed(x, self.model.norm()), self.model.head()), "logits")

    def embedded(self) -> str:
        """[R · T, C]"""
        g, c = self.g, self.c
        table = self.model.embedding()
        if c.embedding == "token":
            ids = g.reshape("digits", -1)
            is_mask = g.op("Equal", ids, g.constant([c.base]))
            return self.product.rows(table, g.op("Where", is_mask, g.constant([c.mask]), ids))
        digits = "digits"
        if c.embedding == "summed":
            begins = torch.arange(c.digits) * (c.base + 1)
            digits = g.op("Add", digits, g.constant(begins))
        vectors = self.product.rows(table, digits)  # [R, T, ℓ, ·]
        if c.embedding == "summed":
            vectors = g.op("ReduceSum", vectors, g.constant([2]), keepdims=0)
        return g.reshape(vectors, -1, c.width)

    def attended(self, layer: SequenceLayer, h: str) -> str:
        g, c = self.g, self.c
        d, group = c.head_dim, c.heads // c.kv_heads
        q, k, v = (self.linear(h, part) for part in (layer.q, layer.k, layer.v))
        q = self.turned(g.reshape(q, self.rows, self.length, c.heads, d))
        k = self.turned(g.reshape(k, self.rows, self.length, c.kv_heads, d))
        v = g.reshape(v, self.rows, self.length, c.kv_heads, d)
        q = g.op("Mul", q, g.constant(d**-0.5))
        q = g.reshape(q, self.rows, self.length, c.kv_heads, group, d)
        q = g.op("Transpose", q, perm=[0, 2, 3, 1, 4])
        q = g.reshape(q, self.rows, c.kv_heads, -1, d)  # [R, kv, group · T, d]
        scores = g.op("MatMul", q, g.op("Transpose", k, perm=[0, 2, 3, 1]))
        shares = g.op("Softmax", g.op("Add", scores, "attention"), axis=-1)
        y = g.op("MatMul", shares, g.op("Transpose", v, perm=[0, 2, 1, 3]))
        y = g.reshape(y, self.rows, c.kv_heads, group, self.length, d)
        y = g.op("Transpose", y, perm=[0, 3, 1, 2, 4])
        return self.linear(g.reshape(y, -1, c.heads * d), layer.out)

    def turned(self, x: str) -> str:
        """The first half of each head's numbers is turned with the second. [R, T, heads, d]"""
        g = self.g
        cosines, sines = self.turn
        first, second = g.op("Split", x, outputs=2, axis=3)
        ahead = g.op("Sub", g.op("Mul", first, cosines), g.op("Mul", second, sines))
        behind = g.op("Add", g.op("Mul", second, cosines), g.op("Mul", first, sines))
        return g.op("Concat", ahead, behind, axis=3)

    def fed(self, layer: SequenceLayer, h: str) -> str:
        g = self.g
        up = self.linear(h, layer.up)
        if layer.gate is not None:
            gate = self.linear(h, layer.gate)
            h = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), up)
        else:
            h = self.gelu(up)
        return self.linear(h, layer.down)

    def gelu(self, x: str) -> str:
        g = self.g
        cube = g.op("Mul", g.op("Mul", x, x), x)
        inner = g.op("Add", x, g.op("Mul", cube, g.constant(0.044715)))
        bent = g.op("Tanh", g.op("Mul", inner, g.constant(math.sqrt(2 / math.pi))))
        half = g.op("Mul", x, g.constant(0.5))
        return g.op("Mul", half, g.op("Add", bent, g.constant(1.0)))

    def told(self, h: str, head: Linear) -> str:
        """[N, V]"""
        by_rows = isinstance(self.product, FloatProduct)
        y = (self.product.told if by_rows else self.product.finely)(h, head.weight)
        return y if head.bias is None else self.g.op("Add", y, self.g.constant(head.bias))

    def linear(self, h: str, part: Linear) -> str:
        y = self.product.of(h, part.weight)
        return y if part.bias is None else self.g.op("Add", y, self.g.constant(part.bias))

    def normed(self, x: str, norm: Norm) -> str:
        g, c = self.g, self.c
        gain = g.constant(norm.gain)
        if c.norm == "layer":
            shift = torch.zeros_like(norm.gain) if norm.shift is None else norm.shift
            return g.op(
                "LayerNormalization", x, gain, g.constant(shift), axis=-1, epsilon=c.epsilon
            )
        square = g.op("ReduceMean", g.op("Mul", x, x), axes=[-1], keepdims=1)
        size = g.op("Sqrt", g.op("Add", square, g.constant(c.epsilon)))
        return g.op("Mul", g.op("Div", x, size), gain)

    def table(self, part: torch.Tensor) -> str:
        """The rows of the positions there are. [1, T, 1, head_dim / 2]"""
        g = self.g
        rows = g.op("Slice", g.constant(part.float()), g.constant([0]), self.length)
        return g.op("Unsqueeze", rows, g.constant([0, 2]))
