"""Attention in bfloat16 with gradients by hand, against float32 with PyTorch's."""

import torch

from prime.network.attention import dense_attention
from prime.network.narrow_attention import narrow_attention


def test_answers_and_gradients_are_those_of_float32_to_bfloat16s_precision() -> None:
    g = torch.Generator().manual_seed(0)
    shapes = [(2, 6, 40, 16), (2, 2, 40, 16), (2, 2, 40, 16)]
    allowed = torch.rand(2, 1, 40, 40, generator=g) < 0.4
    allowed |= torch.eye(40, dtype=torch.bool)
    added = torch.zeros(allowed.shape).masked_fill(~allowed, -1e4)
    given = [torch.randn(s, generator=g).bfloat16().float() for s in shapes]
    slope = torch.randn(shapes[0], generator=g)
    found = []
    for attend, mask in ((dense_attention, allowed), (narrow_attention, added.bfloat16())):
        inputs = [x.clone().requires_grad_() for x in given]
        y = attend(*inputs, mask)
        y.backward(slope.to(y.dtype))
        found.append([y.detach().float(), *(x.grad for x in inputs)])
    for wanted, narrow in zip(*found, strict=True):
        error = (narrow - wanted).square().mean().sqrt() / wanted.square().mean().sqrt()
        assert error < 0.01


def test_what_is_masked_changes_nothing() -> None:
    q, k, v = (
        torch.randn(1, 2, 5, 8, generator=torch.Generator().manual_seed(i)) for i in (1, 2, 3)
    )
    mask = torch.zeros(1, 1, 5, 5, dtype=torch.bfloat16)
    mask[..., 3:] = -1e4
    before = narrow_attention(q, k, v, mask)
    k[:, :, 3:], v[:, :, 3:] = 9.0, -9.0
    assert narrow_attention(q, k, v, mask).equal(before)
