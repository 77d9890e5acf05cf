"""The graph of a model, by the family of its blocks."""

import onnx
from onnx import TensorProto, helper

from prime.graph.denoiser import DenoiserGraph
from prime.graph.llama_graph import LlamaGraph
from prime.graph.prime_graph import PrimeGraph
from prime.graph.products import Product
from prime.network.model import Denoiser

GRAPHS: dict[str, type[DenoiserGraph]] = {"prime": PrimeGraph, "llama": LlamaGraph}


def build(model: Denoiser, product: Product) -> onnx.ModelProto:
    """The graph of docs/model-format.md, its matrices as `product` stores them."""
    c = model.c
    GRAPHS[c.block](model, product).write()

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
