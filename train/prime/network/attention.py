"""Attention in torch: for any mask, for export, in blocks on a GPU."""

from collections.abc import Callable
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

from prime.windows.roles import attention_rule


def dense_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """q [B, H, T, D], k and v [B, K, P + T, D], mask [B, 1, T, P + T] bool or additive"""
    groups = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def plain_attention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """The same with MatMul and Softmax only, without copying keys: for export."""
    b, h, t, d = q.shape
    groups = h // k.shape[1]
    grouped = q.reshape(b, k.shape[1], groups * t, d)
    scores = (grouped @ k.transpose(-1, -2)) * d**-0.5  # [B, K, G·T, P + T]
    scores = scores.reshape(b, h, t, -1) + mask
    weights = scores.softmax(-1).reshape(b, k.shape[1], groups * t, -1)
    return (weights @ v).reshape(b, h, t, d)


class FlexMask:
    """A block mask for flex attention: skips what the rule forbids."""

    def __init__(self, role: Tensor, document: Tensor) -> None:
        def rule(b: Tensor, _h: Tensor, q: Tensor, k: Tensor) -> Tensor:
            same = document[b, q] == document[b, k]
            return attention_rule(role[b, q], role[b, k], q, k, same)

        batch, t = role.shape
        make = fused(create_block_mask) if role.is_cuda else create_block_mask
        self.block = make(rule, batch, None, t, t, device=role.device)


@cache
def fused(function: Callable) -> Callable:
    """Flex attention and its mask are only kernels of their own once compiled."""
    return torch.compile(function)


def flex(q: Tensor, k: Tensor, v: Tensor, mask: FlexMask) -> Tensor:
    if q.is_cuda:  # the gains and mixes are float32, the kernel need not be
        q, k, v = (x.bfloat16() for x in (q, k, v))
    attend = fused(flex_attention) if q.is_cuda else flex_attention
    return attend(q, k, v, block_mask=mask.block, enable_gqa=True)
