"""Every session of ONNX Runtime in train/, opened as the engine's are on a processor."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

# of the products below: rows, numbers multiplied, columns
ROWS, DEPTH, COLUMNS = 4, 64, 16


def session(graph: Path | bytes, threads: int = 0) -> onnxruntime.InferenceSession:
    """A graph to run on the processor; 0 threads leaves their number to ONNX Runtime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    if int8_overflows():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return opened(graph, options)


def opened(graph: Path | bytes, options: onnxruntime.SessionOptions):  # noqa: ANN201
    source = graph if isinstance(graph, bytes) else str(graph)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


@cache
def int8_overflows() -> bool:
    """Whether the fast int8 products are wrong here: src/engine/runtime/saturation.ts says why."""
    a, b, c = (
        helper.make_tensor_value_info(name, kind, shape)
        for name, kind, shape in [
            ("a", TensorProto.UINT8, [ROWS, DEPTH]),
            ("b", TensorProto.INT8, [DEPTH, COLUMNS]),
            ("c", TensorProto.INT32, [ROWS, COLUMNS]),
        ]
    )
    product = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    graph = helper.make_graph([product], "products", [a, b], [c])
    opsets = [helper.make_opsetid("", 13)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    largest = {
        "a": np.full((ROWS, DEPTH), 255, np.uint8),
        "b": np.full((DEPTH, COLUMNS), 127, np.int8),
    }
    plain = opened(model.SerializeToString(), onnxruntime.SessionOptions())
    (sums,) = plain.run(None, largest)
    return bool((sums != DEPTH * 255 * 127).any())
