"""Attention heads: vectors apart, turned by their position, and together again."""

import torch
from torch import Tensor


def apart(x: Tensor, n: int) -> Tensor:
    """[B, T, n·D] -> [B, n, T, D]"""
    b, t, _ = x.shape
    return x.reshape(b, t, n, -1).transpose(1, 2)


def together(x: Tensor) -> Tensor:
    """[B, n, T, D] -> [B, T, n·D]"""
    return x.transpose(1, 2).flatten(2)


def frequencies(base: float, head_dim: int) -> Tensor:
    """[D / 2] radians a position, of each pair of channels"""
    return base ** -(torch.arange(0, head_dim, 2).float() / head_dim)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Channel i is paired with channel i + D / 2. x [B, n, T, D], cos and sin [B, 1, T, D / 2]"""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
