"""A graph whose tensors go into files beside it as they come: memory holds one at a time."""

import hashlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
import onnx
from onnx import TensorProto, helper
from torch import Tensor

from prime.graph.builder import GraphBuilder

INSIDE = 1024  # bytes: smaller tensors stay in the graph
PAGE = 4096  # where a large tensor begins in a file, so that it can be mapped
LARGE = 1_000_000  # bytes
LARGEST = 1_000_000_000  # bytes of a file, unless one tensor alone is larger


class WeightFiles(GraphBuilder):
    """Writes `weights-0.bin` … into a folder, equal tensors once."""

    first = "digits"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.places: dict[bytes, TensorProto] = {}
        self.names: list[str] = []
        self.file: BinaryIO | None = None

    def constant(self, values: np.ndarray | Tensor | int | list[int] | float) -> str:
        if isinstance(values, Tensor):
            values = values.detach().numpy()
        if not isinstance(values, np.ndarray) or values.nbytes < INSIDE:
            return super().constant(values)
        values = np.ascontiguousarray(values)
        raw = memoryview(values).cast("B")
        key = hashlib.sha256(repr((values.dtype.str, values.shape)).encode() + b":")
        key.update(raw)
        if key.digest() not in self.places:
            self.places[key.digest()] = self.put(values, raw)
        return self.places[key.digest()].name

    def put(self, values: np.ndarray, raw: memoryview) -> TensorProto:
        if self.file is None or self.file.tell() + PAGE + len(raw) > LARGEST:
            self.close()
            self.names.append(f"weights-{len(self.names)}.bin")
            self.file = (self.folder / self.names[-1]).open("wb")
        self.file.write(bytes(-self.file.tell() % (PAGE if len(raw) >= LARGE else 64)))
        tensor = TensorProto(name=f"w{len(self.places)}", dims=values.shape)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(values.dtype)
        tensor.data_location = TensorProto.EXTERNAL
        at = {"location": self.names[-1], "offset": self.file.tell(), "length": len(raw)}
        for name, value in at.items():
            tensor.external_data.add(key=name, value=str(value))
        self.file.write(raw)
        return tensor

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
        self.file = None

    def model(self, inputs: list, outputs: list) -> onnx.ModelProto:
        self.close()
        model = super().model(inputs, outputs)
        model.graph.initializer.extend(self.places.values())
        return model
