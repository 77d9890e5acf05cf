"""A graph of int8 products as WebGPU, CUDA and DirectML run it, reading the same weights.

There are no kernels for `MatMulIntegerToFloat` there. Its columns become what `MatMulNBits` reads,
transposed, plus 128, in blocks that repeat the scale of a column, by nodes of constants, which ONNX
Runtime computes once while it opens the graph: so the weights are stored once for all devices, and
are the same numbers. Vectors stay floats, so nothing of them is rounded.
"""

from collections.abc import Iterator

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

from prime.graph.builder import CONTRIB

BLOCK = 64  # divides the width of every matrix


class GpuGraph:
    def __init__(self, model: onnx.ModelProto) -> None:
        self.model, self.graph = model, model.graph
        self.made_by = {name: node for node in self.graph.node for name in node.output}
        self.weights = {tensor.name: tensor for tensor in self.graph.initializer}
        self.users: dict[str, list[NodeProto]] = {}
        for node in self.graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self.nodes: list[NodeProto] = []
        self.done: set[str] = set()  # values that new nodes give
        self.blocks: dict[str, tuple[str, str]] = {}  # of a matrix: its bytes, its scales

    def constant(self, values: np.ndarray) -> str:
        name = f"gpu_c{len(self.graph.initializer)}"
        self.graph.initializer.append(numpy_helper.from_array(values, name))
        return name

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes) -> str:  # noqa: ANN003
        name = f"gpu_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def only_user(self, name: str) -> NodeProto:
        (user,) = self.users[name]
        return user

    def product(self, node: NodeProto) -> tuple[str, str]:
        """-> the vectors before they were rounded; what the product in whole numbers came to"""
        whole = self.made_by[node.input[0]]
        result = self.only_user(node.output[0]).output[0]  # times the scales of the rows
        if whole.op_type == "Concat":  # rounded twice: prime/graph/products.py, `finely`
            split = self.only_user(result)
            result = self.only_user(split.output[0]).output[0]
            whole = self.made_by[whole.input[0]]
        return whole.input[0], result

    def packed(self, node: NodeProto) -> tuple[str, str]:
        """Of a matrix [K, N] and its scales: uint8 [N, K / BLOCK, BLOCK], float [N, K / BLOCK]."""
        _, matrix, _, scale = node.input[:4]
        if matrix not in self.blocks:
            k, n = self.weights[matrix].dims
            if k % BLOCK:
                raise ValueError(f"a matrix of {k} rows cannot be cut into blocks of {BLOCK}")
            wide = self.op("Cast", self.op("Transpose", matrix, perm=[1, 0]), to=TensorProto.INT32)
            above = self.op("Add", wide, self.constant(np.array(128, np.int32)))
            bytes_ = self.op("Cast", above, to=TensorProto.UINT8)
            shape = self.constant(np.array([n, k // BLOCK, BLOCK]))
            column = self.op("Reshape", scale, self.constant(np.array([n, 1])))
            each = self.op("Expand", column, self.constant(np.array([n, k // BLOCK])))
            self.blocks[matrix] = self.op("Reshape", bytes_, shape), each
        return self.blocks[matrix]

    def multiply(self, x: str, result: str, pieces: list[NodeProto]) -> None:
        """Products of parts of x become one: their blocks stand side by side."""
        packed = [self.packed(node) for node in pieces]
        bytes_, scales = packed[0]
        if len(pieces) > 1:
            bytes_, scales = (
                self.op("Concat", *both, axis=1) for both in zip(*packed, strict=True)
            )
        sizes = [self.weights[node.input[1]].dims for node in pieces]
        attributes = {"K": sum(k for k, _ in sizes), "N": sizes[0][1], "bits": 8}
        self.nodes.append(
            helper.make_node(
                "MatMulNBits", [x, bytes_, scales], [result], domain=CONTRIB, block_size=BLOCK,
                accuracy_level=0, **attributes,
            )
        )  # fmt: skip
        self.done.add(result)

    def products(self) -> None:
        parts: dict[str, list[tuple[NodeProto, str]]] = {}  # of a split: products, their results
        for node in self.graph.node:
            if node.op_type != "MatMulIntegerToFloat":
                continue
            x, result = self.product(node)
            split = self.made_by.get(x)
            if split is not None and split.op_type == "Split" and self.is_sum(split, result):
                parts.setdefault(split.input[0], []).append((node, result))
            else:
                self.multiply(x, result, [node])
        for x, pieces in parts.items():
            total = pieces[0][1]
            for _ in pieces[1:]:
                total = self.only_user(total).output[0]
            self.multiply(x, total, [node for node, _ in pieces])

    def is_sum(self, split: NodeProto, result: str) -> bool:
        """Whether all that is split off is multiplied and added up: `in_parts`."""
        users = self.users.get(result, [])
        rounded = all(len(self.users.get(name, [])) == 2 for name in split.output)
        return rounded and len(users) == 1 and users[0].op_type == "Add"

    def tables(self) -> None:
        """Rows of whole numbers, times their scales, become rows of floats."""
        for node in self.graph.node:
            table = self.made_by.get(node.input[0]) if node.op_type == "Cast" else None
            if table is None or table.op_type != "Gather" or not self.is_int8(table.input[0]):
                continue
            product = self.only_user(node.output[0])
            scale = next(self.made_by[i] for i in product.input if i != node.output[0])
            wide = self.op("Cast", table.input[0], to=TensorProto.FLOAT)
            rows = self.op("Mul", wide, scale.input[0])
            result = product.output[0]
            self.nodes.append(helper.make_node("Gather", [rows, table.input[1]], [result]))
            self.done.add(result)

    def is_int8(self, name: str) -> bool:
        return name in self.weights and self.weights[name].data_type == TensorProto.INT8

    def in_order(self) -> Iterator[NodeProto]:
        """What the outputs need, each after what it reads."""
        kept = [n for n in self.graph.node if self.done.isdisjoint(n.output)] + self.nodes
        made_by = {name: node for node in kept for name in node.output}
        seen: set[str] = set()
        waiting = [(output.name, False) for output in reversed(self.graph.output)]
        while waiting:
            name, is_ready = waiting.pop()
            node = made_by.get(name)
            if node is None or (not is_ready and node.output[0] in seen):
                continue
            if is_ready:
                yield node
                continue
            seen.add(node.output[0])
            waiting.append((node.output[0], True))
            waiting += [(needed, False) for needed in reversed(node.input)]


def for_gpu(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network; the constants that it shares keep their places."""
    graph = GpuGraph(model)
    graph.products()
    graph.tables()
    nodes = list(graph.in_order())
    read = {name for node in nodes for name in node.input}
    made = onnx.ModelProto()
    made.CopyFrom(model)
    made.graph.ClearField("node")
    made.graph.node.extend(nodes)
    made.graph.ClearField("initializer")
    made.graph.initializer.extend(t for t in graph.graph.initializer if t.name in read)
    return made
