"""Greedy fills of many holes at once by the causal path."""

from collections.abc import Sequence

import torch
from torch import Tensor

from prime.pretrained.causal import Causal

RULED_OUT = -1e9


@torch.no_grad()
def greedy(
    causal: Causal,
    streams: Sequence[Sequence[int]],
    new: int,
    first: Sequence[Tensor],  # bool [V] each: what the first token may be
    never: Tensor,  # ids that no token may be
    batch: int = 16,
) -> list[list[int]]:
    """`new` tokens after each stream. Shorter streams are padded on their left, unseen."""
    order = sorted(range(len(streams)), key=lambda i: len(streams[i]))
    written: list[list[int]] = [[] for _ in streams]
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        sizes = torch.tensor([len(streams[i]) for i in rows])
        width = int(sizes.max())
        tokens = torch.zeros(len(rows), width, dtype=torch.long)
        for r, i in enumerate(rows):
            tokens[r, width - len(streams[i]) :] = torch.tensor(streams[i])
        at = torch.arange(width + new)
        seen = at >= (width - sizes)[:, None]  # [B, width + new]
        causal_mask = torch.ones(width, width, dtype=torch.bool).tril()
        mask = causal_mask & seen[:, None, :width] | torch.eye(width, dtype=torch.bool)
        positions = (at[:width] - (width - sizes)[:, None]).clamp(min=0)
        hidden, past = causal(tokens, positions, mask=mask[:, None])
        allowed = torch.stack([first[i] for i in rows])
        for k in range(new):
            logits = causal.logits(hidden[:, -1]).index_fill(1, never, RULED_OUT)
            if k == 0:
                logits = logits.masked_fill(~allowed, RULED_OUT)
            following = logits.argmax(-1)
            for r, i in enumerate(rows):
                written[i].append(int(following[r]))
            if k + 1 == new:
                break
            visible = seen[:, None, None, : width + k + 1]
            hidden, made = causal(following[:, None], sizes[:, None] + k, past, visible)
            past = [
                (torch.cat([k0, k1], 2), torch.cat([v0, v1], 2))
                for (k0, v0), (k1, v1) in zip(past, made, strict=True)
            ]
    return written
