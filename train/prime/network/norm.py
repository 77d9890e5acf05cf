"""Vectors at one length: by the root of their mean square."""

import torch
from torch import Tensor, nn


def normed(x: Tensor, epsilon: float = 1e-6) -> Tensor:
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + epsilon)


class Norm(nn.Module):
    """x / rms(x), times a gain a channel where it has gains."""

    def __init__(self, width: int, epsilon: float = 1e-6, gains: bool = False) -> None:
        super().__init__()
        self.width, self.epsilon = width, epsilon
        self.gain = nn.Parameter(torch.ones(width)) if gains else None

    def forward(self, x: Tensor) -> Tensor:
        x = normed(x, self.epsilon)
        return x if self.gain is None else x * self.gain
