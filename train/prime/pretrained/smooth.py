"""Channels that are large made smaller in activations, and larger in the weights that read them.

SmoothQuant (arXiv 2211.10438): the network computes the same, and int8 rounds less away. Gains take
the factors up, so this is done where a gain stands before the matrices: q, k, v and swish, up.
"""

from collections.abc import Iterable

import torch
from torch import Tensor

from prime.pretrained.causal import Causal

STRENGTH = 0.5
FURTHEST = 16.0  # of a factor from 1, either way
READERS = {"attention_norm": ("q", "k", "v"), "feed_forward_norm": ("swish", "up")}


@torch.no_grad()
def smooth(causal: Causal, windows: Iterable[Tensor]) -> None:
    """In place. windows [1, T] tokens, on which the sizes of channels are measured."""
    sums = [{name: torch.zeros(causal.c.width) for name in READERS} for _ in causal.blocks]

    def watch(into: dict[str, Tensor], name: str):  # noqa: ANN202
        def hook(_module: object, inputs: tuple[Tensor]) -> None:
            # without the first token, a sink of a size of its own
            into[name] += inputs[0][0, 1:].square().sum(0)

        return hook

    hooks = [
        getattr(block, readers[0]).register_forward_pre_hook(watch(into, name))
        for block, into in zip(causal.blocks, sums, strict=True)
        for name, readers in READERS.items()
    ]
    for tokens in windows:
        causal(tokens, torch.arange(tokens.shape[1])[None])
    for hook in hooks:
        hook.remove()
    for block, into in zip(causal.blocks, sums, strict=True):
        for name, readers in READERS.items():
            factor = into[name].sqrt().clamp(min=1e-6) ** STRENGTH
            factor = (factor / factor.log().mean().exp()).clamp(1 / FURTHEST, FURTHEST)
            getattr(block, name).gain.div_(factor)
            for reader in readers:
                getattr(block, reader).weight.mul_(factor)
