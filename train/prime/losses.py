"""What is minimised: next token on context and middles, masked tokens on canvases, lengths."""

import torch
import torch.nn.functional as F
from torch import Tensor

from prime.data import Batch
from prime.digits import consistent
from prime.model import Denoiser

CLIP = 4.0  # largest weight of a masked token; the bound's own 1/t has no limit
LENGTH_WEIGHT = 0.1
FIGURES = ["total", "context", "middle", "canvas", "length"]


def filtered(logits: Tensor, digits: Tensor, table: Tensor, base: int) -> Tensor:
    """Logits with the tokens that contradict a visible digit at minus infinity."""
    return logits.masked_fill(~consistent(digits, table, base), float("-inf"))


def weights(batch: Batch) -> Tensor:
    """[M] of the canvas rows"""
    return (1 / batch.canvas_times).clamp(max=CLIP)


def counts(batch: Batch) -> Tensor:
    """[4] float64: context and middle targets, canvas weight, holes. What the means divide by."""
    middle = batch.next_in_tail.sum()
    parts = [len(batch.next_rows) - middle, middle, weights(batch).sum(), len(batch.query_rows)]
    return torch.tensor([float(x) for x in parts], dtype=torch.float64)


def losses(model: Denoiser, batch: Batch, table: Tensor, of: Tensor) -> tuple[Tensor, Tensor]:
    """-> what to minimise, [5] the FIGURES of it without gradient, in nats.

    table [V, ℓ]: the digits of every token. `of` [4]: the counts of the whole step, of which this
    batch is a part; over the parts, both results add up to means.
    """
    context, middle, canvas_weight, holes = of.clamp(min=1).tolist()
    hidden = model.packed(batch.states, batch.positions, batch.remaining, batch.role)
    rows = torch.cat([batch.next_rows, batch.canvas_rows])
    logits = model.head(hidden.index_select(0, rows)).float()  # [N + M, V]
    n = len(batch.next_rows)
    each = F.cross_entropy(logits[:n], batch.next_targets, reduction="none")  # [N]
    shown = filtered(logits[n:], batch.canvas_digits, table, model.c.codec.base)
    joint = F.cross_entropy(shown, batch.canvas_targets, reduction="none")  # [M]
    canvas = (joint * weights(batch)).sum() / canvas_weight
    length_logits = model.length_head(hidden.index_select(0, batch.query_rows)).float()
    length = F.cross_entropy(length_logits, batch.query_targets, reduction="sum") / holes
    following = each.sum() / float(of[:2].sum())
    in_tail = torch.where(batch.next_in_tail, each.detach(), 0).sum()
    in_context = each.detach().sum() - in_tail
    total = following + canvas + LENGTH_WEIGHT * length
    figures = [total, in_context / context, in_tail / middle, canvas, length]
    return total, torch.stack([f.detach() for f in figures])
