"""Attention in bfloat16 on a CPU, its gradients by hand.

Twice as fast as PyTorch's fused kernel there (`LOG.md`): processors with AVX-512 BF16 multiply such
matrices at more than twice the rate of float32, and the keys of a group are not copied.
"""

import torch
from torch import Tensor


class NarrowAttention(torch.autograd.Function):
    """softmax(q kᵀ / √D + mask) v for bfloat16 q [B, H, T, D], k and v [B, K, T, D]."""

    @staticmethod
    def forward(ctx, q, k, v, mask):  # noqa: ANN205
        """mask [B, 1, T, T]: added, large and negative where a query may not look"""
        b, h, t, d = q.shape
        q = (q * d**-0.5).reshape(b, k.shape[1], -1, d)  # [B, K, G·T, D]
        scores = q @ k.mT
        scores.view(b, h, t, -1).add_(mask)
        weights = scores.softmax(-1)
        ctx.save_for_backward(q, k, v, weights)
        return (weights @ v).view(b, h, t, d)

    @staticmethod
    def backward(ctx, slope):  # noqa: ANN205
        q, k, v, weights = ctx.saved_tensors
        shape, d = slope.shape, slope.shape[-1]
        slope = slope.reshape(q.shape)
        to_scores = torch._softmax_backward_data(slope @ v.mT, weights, -1, weights.dtype)
        to_q = (to_scores @ k) * d**-0.5
        return to_q.view(shape), to_scores.mT @ q, weights.mT @ slope, None


def narrow_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    return NarrowAttention.apply(q.bfloat16(), k.bfloat16(), v.bfloat16(), mask)
