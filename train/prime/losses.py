"""What is minimised: next token on context and middles, masked tokens on canvases, lengths."""

import torch
import torch.nn.functional as F
from torch import Tensor

from prime.data import Batch
from prime.digits import consistent
from prime.model import Denoiser

CLIP = 4.0  # largest weight of a masked token; the bound's own 1/t has no limit
LENGTH_WEIGHT = 0.1


def filtered(logits: Tensor, digits: Tensor, table: Tensor, base: int) -> Tensor:
    """Logits with the tokens that contradict a visible digit at minus infinity."""
    return logits.masked_fill(~consistent(digits, table, base), float("-inf"))


def losses(model: Denoiser, batch: Batch, table: Tensor) -> dict[str, Tensor]:
    """table [V, ℓ]: the digits of every token. Means in nats, `total` to be minimised."""
    hidden = model.packed(batch.states, batch.positions, batch.remaining, batch.role)
    rows = torch.cat([batch.next_rows, batch.canvas_rows])
    logits = model.head(hidden.index_select(0, rows)).float()  # [N + M, V]
    n = len(batch.next_rows)
    each = F.cross_entropy(logits[:n], batch.next_targets, reduction="none")  # [N]
    shown = filtered(logits[n:], batch.canvas_digits, table, model.c.codec.base)
    joint = F.cross_entropy(shown, batch.canvas_targets, reduction="none")  # [M]
    weight = (1 / batch.canvas_times).clamp(max=CLIP)
    canvas = (joint * weight).sum() / weight.sum().clamp(min=1)
    length_logits = model.length_head(hidden.index_select(0, batch.query_rows)).float()
    length = F.cross_entropy(length_logits, batch.query_targets)
    following = each.mean()
    tail = batch.next_in_tail
    return {
        "total": following + canvas + LENGTH_WEIGHT * length,
        "context": each[~tail].mean().detach(),
        "middle": each[tail].mean().detach(),
        "canvas": canvas.detach(),
        "length": length.detach(),
    }
