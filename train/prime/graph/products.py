"""How a graph multiplies vectors by a matrix, and where it keeps the rows of the state table."""

from abc import ABC, abstractmethod
from functools import partial

import numpy as np
import torch
from onnx import TensorProto
from onnx.numpy_helper import from_array
from torch import Tensor

from prime.graph.builder import CONTRIB, GraphBuilder


class Product(ABC):
    """Writes x · Wᵀ for a weight W [N, K], and table look-ups, into a graph."""

    def __init__(self, g: GraphBuilder) -> None:
        self.g = g

    def count(self, rows: str) -> None:
        """From here on vectors come in matrices of so many rows: the name of a [1] int64."""
        self.row_count = rows

    @abstractmethod
    def of(self, x: str, weight: Tensor, positive: bool = False) -> str:
        """[R, K] -> [R, N]; `positive` promises that no number of x is below 0."""

    def in_parts(self, x: str, weight: Tensor, parts: int) -> str:
        """The same product as a sum over so many parts of x's columns, each rounded by itself.

        A column far larger than the others costs those of its own part their precision only.
        """
        widths = self.g.constant([weight.shape[1] // parts] * parts)
        columns = self.g.op("Split", x, widths, outputs=parts, axis=1)
        pieces = [self.of(*pair) for pair in zip(columns, weight.chunk(parts, 1), strict=True)]
        total = pieces[0]
        for piece in pieces[1:]:
            total = self.g.op("Add", total, piece)
        return total

    def finely(self, x: str, weight: Tensor) -> str:
        """The same product where rounding x is felt most: what was rounded away is added."""
        return self.of(x, weight)

    @abstractmethod
    def rows(self, table: Tensor, index: str) -> str:
        """Rows of a float table [·, C] by index."""


class FloatProduct(Product):
    def of(self, x: str, weight: Tensor, positive: bool = False) -> str:
        return self.g.op("MatMul", x, self.g.constant(weight.detach().t().contiguous()))

    def told(self, x: str, table: Tensor) -> str:
        """x · tableᵀ as `of`, where the table is read by rows too, and so is stored once."""
        return self.g.op("Gemm", x, self.g.constant(table), transB=1)

    def rows(self, table: Tensor, index: str) -> str:
        return self.g.op("Gather", self.g.constant(table), index)


class HalfProduct(FloatProduct):
    """Weights of 16 bits, and vectors of 16 while they are multiplied: half of the memory."""

    def of(self, x: str, weight: Tensor, positive: bool = False) -> str:
        g = self.g
        narrow = g.op("Cast", x, to=TensorProto.FLOAT16)
        y = g.op("MatMul", narrow, g.constant(weight.detach().t().half().contiguous()))
        return g.op("Cast", y, to=TensorProto.FLOAT)

    def told(self, x: str, table: Tensor) -> str:
        narrow = self.g.op("Cast", x, to=TensorProto.FLOAT16)
        return self.g.op("Cast", super().told(narrow, table.half()), to=TensorProto.FLOAT)

    def rows(self, table: Tensor, index: str) -> str:
        return self.g.op("Cast", super().rows(table.half(), index), to=TensorProto.FLOAT)


def int8_columns(weight: Tensor, most: int = 127) -> tuple[Tensor, Tensor]:
    """W [N, K] -> int8 [K, N] and a float scale [N] of its columns."""
    scale = weight.detach().abs().amax(1).clamp(min=1e-8) / most
    whole = (weight.detach() / scale[:, None]).round().to(torch.int8)
    return whole.t().contiguous(), scale


class RowInt8Product(Product):
    """Integers on both sides: weights with a scale a column, vectors with a scale a row.

    A scale for the whole input, which is what ONNX Runtime's own dynamic quantisation uses, makes
    the answer for one position depend on which others are in the call.
    """

    def __init__(self, g: GraphBuilder, most: int = 127) -> None:
        super().__init__(g)
        self.most = most  # largest weight: 63 leaves 7 bits
        self.quantised: dict[tuple[str, bool], tuple[str, str, str]] = {}

    def of(self, x: str, weight: Tensor, positive: bool = False) -> str:
        return self.multiplied(*self.whole(x, positive), weight)

    def multiplied(self, whole: str, scale: str, zero: str, weight: Tensor) -> str:
        g = self.g
        columns, column_scale = int8_columns(weight, self.most)
        y = g.op(
            "MatMulIntegerToFloat", whole, g.constant(columns), g.constant(1.0),
            g.constant(column_scale), zero, domain=CONTRIB,
        )  # fmt: skip
        return g.op("Mul", y, scale)

    def finely(self, x: str, weight: Tensor) -> str:
        # in one product over twice the rows: ONNX Runtime may turn a matrix for AVX2 only once
        g = self.g
        whole, scale, zero = self.whole(x, positive=False)
        centred = g.op("Sub", g.op("Cast", whole, to=TensorProto.FLOAT), g.constant(128.0))
        rest, rest_scale, _ = self.whole(g.op("Sub", x, g.op("Mul", centred, scale)), False)
        both = g.op("Concat", whole, rest, axis=0)
        scales = g.op("Concat", scale, rest_scale, axis=0)
        y = self.multiplied(both, scales, zero, weight)  # [2·R, N]
        rows = g.op("Concat", self.row_count, self.row_count, axis=0)
        first, second = g.op("Split", y, rows, outputs=2, axis=0)
        return g.op("Add", first, second)

    def whole(self, x: str, positive: bool) -> tuple[str, str, str]:
        """x as uint8 [R, K], the scales of its rows [R, 1], the number that stands for 0."""
        key = (x, positive)
        if key not in self.quantised:
            g = self.g
            size = x if positive else g.op("Abs", x)
            most = g.op("ReduceMax", size, axes=[1], keepdims=1)  # [R, 1]
            step = g.op("Mul", most, g.constant(1 / (255.0 if positive else 127.0)))
            scale = g.op("Max", step, g.constant(1e-30))  # a row of zeros
            flat = g.reshape(scale, -1)
            nought = np.array([0 if positive else 128], np.uint8)
            zeros = g.op("ConstantOfShape", self.row_count, value=from_array(nought))
            whole = g.op("QuantizeLinear", x, flat, zeros, axis=0)
            self.quantised[key] = (whole, scale, g.constant(nought[0:1].reshape(())))
        return self.quantised[key]

    def rows(self, table: Tensor, index: str) -> str:
        g = self.g
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        whole = g.op("Gather", g.constant((table / scale).round().to(torch.int8)), index)
        vectors = g.op("Cast", whole, to=TensorProto.FLOAT)
        return g.op("Mul", vectors, g.op("Gather", g.constant(scale), index))


class BlockInt8Product(RowInt8Product):
    """The same int8 weights in the form that WebGPU multiplies: MatMulNBits, in blocks of a column.

    Byte for byte the transpose of its, plus 128, and its scale of a column repeated for
    each block: a reader can make one from the other.
    """

    BLOCK = 128

    def finely(self, x: str, weight: Tensor) -> str:
        return self.of(x, weight)

    def of(self, x: str, weight: Tensor, positive: bool = False) -> str:
        g = self.g
        columns, scale = int8_columns(weight, self.most)
        k, n = columns.shape
        blocks = -(-k // self.BLOCK)
        bytes_ = np.full((n, blocks * self.BLOCK), 128, np.uint8)
        bytes_[:, :k] = columns.t().numpy().astype(np.int16) + 128
        return g.op(
            "MatMulNBits", x, g.constant(bytes_.reshape(n, blocks, self.BLOCK)),
            g.constant(scale.repeat_interleave(blocks)), domain=CONTRIB,
            K=k, N=n, bits=8, block_size=self.BLOCK, accuracy_level=4,
        )  # fmt: skip


# --weights of prime.release.export
PRODUCTS = {
    "int8": RowInt8Product,
    "int7": partial(RowInt8Product, most=63),
    "block8": BlockInt8Product,
    "float": FloatProduct,
    "half": HalfProduct,
}
