"""A bidirectional transformer over a whole sequence, whatever checkpoint it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor


@dataclass(frozen=True)
class SequenceShape:
    width: int  # C
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    vocabulary: int  # V, rows of the head
    digits: int  # ℓ
    base: int  # b; the digit b means mask
    longest: int  # T at most
    epsilon: float  # of the norms
    norm: Literal["layer", "rms"]
    # how the digits of a position become its vector: `beside` each other, [b + 1, C / ℓ]; `summed`,
    # each from a table of its own, [ℓ · (b + 1), C]; `token`, [rows, C], mask being the row below
    embedding: Literal["beside", "summed", "token"]
    mask: int | None = None


@dataclass(frozen=True)
class Norm:
    gain: Tensor  # [C]
    shift: Tensor | None = None  # [C]


@dataclass(frozen=True)
class Linear:
    weight: Tensor  # [N, K]
    bias: Tensor | None = None  # [N]


@dataclass(frozen=True)
class SequenceLayer:
    attention_norm: Norm
    q: Linear  # [heads · head_dim, C]
    k: Linear  # [kv_heads · head_dim, C]
    v: Linear
    out: Linear  # [C, heads · head_dim]
    feed_forward_norm: Norm
    up: Linear  # [F, C]
    gate: Linear | None  # [F, C]: SiLU of it times up; without it GELU (tanh) of up
    down: Linear  # [C, F]


class SequenceModel(Protocol):
    """Tensors are read when they are asked for, a layer at a time: all together may not fit."""

    shape: SequenceShape

    def rotary(self) -> tuple[Tensor, Tensor]:
        """Cosines and sines of the angles, both [longest, head_dim / 2]."""

    def embedding(self) -> Tensor: ...

    def layers(self) -> Iterator[SequenceLayer]: ...

    def norm(self) -> Norm: ...

    def head(self) -> Linear: ...


def angles(longest: int, head_dim: int, theta: float) -> Tensor:
    """[longest, head_dim / 2]"""
    rate = 1.0 / theta ** (torch.arange(0, head_dim, 2, dtype=torch.float32) / head_dim)
    return torch.outer(torch.arange(longest, dtype=torch.float32), rate)
