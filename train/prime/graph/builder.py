"""An ONNX graph, written node by node."""

import numpy as np
import onnx
from onnx import helper, numpy_helper
from torch import Tensor

OPSET = 17
CONTRIB = "com.microsoft"  # the domain of ONNX Runtime's own operators


class GraphBuilder:
    """Nodes in order, and constants by value: equal ones are stored once."""

    first = "states"  # an input with an axis of which nothing is known

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[bytes, onnx.TensorProto] = {}
        self.shapes: dict[tuple[int | str, ...], str] = {}

    def constant(self, values: np.ndarray | Tensor | int | list[int] | float) -> str:
        """A Python int or list of ints becomes int64, a float float32."""
        if isinstance(values, Tensor):
            values = values.detach().numpy()
        elif not isinstance(values, np.ndarray):
            values = np.array(values, np.float32 if isinstance(values, float) else np.int64)
        key = repr((values.dtype.str, values.shape)).encode() + values.tobytes()
        name = f"c{len(self.constants)}"
        tensor = self.constants.setdefault(key, numpy_helper.from_array(values, name))
        return tensor.name

    def op(self, kind, *inputs, outputs=1, domain="", **attributes):  # noqa: ANN002, ANN003, ANN201
        """One node; its output's name, or a list of names if there are several."""
        names = [f"n{len(self.nodes)}_{i}" for i in range(outputs)]
        node = helper.make_node(kind, inputs, names, domain=domain, **attributes)
        self.nodes.append(node)
        return names[0] if outputs == 1 else names

    def reshape(self, x: str, *shape: int | str) -> str:
        """x in another shape: sizes, -1 for what is left, names of [1] int64."""
        return self.op("Reshape", x, self.shape(*shape), allowzero=1)

    def shape(self, *sizes: int | str) -> str:
        """Sizes as one [n] int64, of which ONNX Runtime cannot tell n before it runs.

        While it opens a graph, it compares every value of which it knows the number of axes with
        all those that have become free before: with 30 layers that took three quarters of the time.
        Values that come out of such a reshape have no number of axes. (Sizes by name would be
        compared as quickly, but their buffers, one for each shape, leave the caches: a context
        took a quarter longer.)
        """
        if sizes not in self.shapes:
            parts = [s if isinstance(s, str) else self.constant([s]) for s in sizes]
            shape = self.op("Concat", *parts, axis=0)
            end = self.op("Max", self.size(self.first, 0), self.constant([len(sizes)]))
            self.shapes[sizes] = self.op("Slice", shape, self.constant([0]), end)
        return self.shapes[sizes]

    def rename(self, x: str, output: str) -> None:
        self.nodes.append(helper.make_node("Identity", [x], [output]))

    def size(self, x: str, axis: int) -> str:
        """[1] int64"""
        return self.op("Shape", x, start=axis, end=axis + 1)

    def model(self, inputs: list, outputs: list) -> onnx.ModelProto:
        graph = helper.make_graph(
            self.nodes, "denoiser", inputs, outputs, list(self.constants.values())
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="prime")
