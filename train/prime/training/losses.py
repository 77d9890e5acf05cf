"""What is minimised: next token on context and middles, masked tokens on canvases, lengths."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from prime.network.attention import fused
from prime.network.model import Denoiser
from prime.tokens.digits import filtered
from prime.windows.batch import Batch

FIGURES = ["total", "context", "middle", "canvas", "length"]


@dataclass(frozen=True)
class LossWeights:
    """What counts how much in what is minimised; `loss` in a config."""

    clip: float = 4.0  # largest weight of a masked token; the bound's own 1/t has no limit
    middle: float = 1.0  # a next token in a middle, where one in the context counts 1
    length: float = 0.1  # the mean over holes, where next tokens and canvases each count 1


def weights(batch: Batch, base: int, clip: float) -> Tensor:
    """[M] of the canvas rows: the share of a token's digits that are masked, over the time.

    In the bound every masked digit counts 1/t, so each digit of a token counts alike in the end.
    Rows weighted alike would ask five times as often for the last of three nested digits as for
    the first, the hardest one (`LOG.md`).
    """
    share = (batch.canvas_digits == base).float().mean(1)
    return share * (1 / batch.canvas_times).clamp(max=clip)


def counts(batch: Batch, base: int, shares: LossWeights) -> Tensor:
    """[4] float64: context and middle targets, canvas weight, holes. What the means divide by."""
    middle, canvas = batch.next_in_tail.sum(), weights(batch, base, shares.clip).sum()
    parts = [len(batch.next_rows) - middle, middle, canvas, len(batch.query_rows)]
    return torch.tensor([float(x) for x in parts], dtype=torch.float64)


CHUNK = {"cpu": 1024, "cuda": 16384}  # rows whose logits are held at a time


def piece(
    hidden: Tensor,  # [n, C]
    head: Tensor,  # [V, C]
    targets: Tensor,  # [n]
    weight: Tensor,  # [n]
    digits: Tensor | None,  # [n, ℓ]
    table: Tensor,  # [V, ℓ]
    base: int,
) -> tuple[Tensor, Tensor, Tensor]:
    """Cross-entropy [n], and the gradients of its weighted sum: [n, C], [V, C]."""
    logits = F.linear(hidden, head).float()
    if digits is not None:
        logits = filtered(logits, digits, table, base)
    total = logits.logsumexp(-1, keepdim=True)  # [n, 1]
    each = total - logits.gather(1, targets[:, None])
    slope = (logits - total).exp()
    slope = slope.scatter_add(1, targets[:, None], -torch.ones_like(each)) * weight[:, None]
    slope = slope.to(hidden.dtype)
    return each[:, 0], slope @ head, slope.mT @ hidden


class TokenLoss(torch.autograd.Function):
    """Cross-entropy over the vocabulary, a chunk of rows at a time.

    Neither logits nor their gradients exist for all rows at once: each chunk's gradients are taken
    while its logits are there. On a GPU all chunks have one shape, so the piece is compiled once.
    """

    @staticmethod
    def forward(ctx, hidden, head, targets, weight, digits, table, base):  # noqa: ANN205
        """-> Σ weight · cross-entropy, cross-entropy [N] without gradient"""
        n, device = len(hidden), hidden.device.type
        size = CHUNK[device]
        compute, narrow = piece, hidden.dtype
        if torch.is_autocast_enabled(device):
            narrow = torch.bfloat16
        if device == "cuda":
            compute = fused(piece)
            hidden, targets, weight = (padded(x, size) for x in (hidden, targets, weight))
            digits = None if digits is None else padded(digits, size, base)
        each, slopes = [], []
        head_slope = torch.zeros_like(head)
        for i in range(0, max(len(hidden), 1), size):  # a small batch may have no masked token
            at = slice(i, i + size)
            loss, slope, part = compute(
                hidden[at].to(narrow), head.to(narrow), targets[at], weight[at],
                None if digits is None else digits[at], table, base,
            )  # fmt: skip
            each.append(loss)
            slopes.append(slope)
            head_slope += part
        each = torch.cat(each)
        ctx.save_for_backward(torch.cat(slopes)[:n], head_slope)
        ctx.mark_non_differentiable(each)
        return (each * weight).sum(), each[:n]

    @staticmethod
    def backward(ctx, slope, _each):  # noqa: ANN205
        hidden, head = ctx.saved_tensors
        return (hidden * slope).float(), head * slope, None, None, None, None, None


def padded(x: Tensor, to: int, value: int = 0) -> Tensor:
    """x [n, …] with rows of `value` up to a multiple of `to`"""
    missing = -len(x) % to
    return torch.cat([x, x.new_full((missing, *x.shape[1:]), value)])


def losses(
    model: Denoiser, batch: Batch, table: Tensor, of: Tensor, shares: LossWeights
) -> tuple[Tensor, Tensor]:
    """-> what to minimise, [5] the FIGURES of it without gradient, in nats.

    table [V, ℓ]: the digits of every token. `of` [4]: the counts of the whole step, of which this
    batch is a part; over the parts, both results add up to means.
    """
    context, middle, canvas_weight, holes = of.clamp(min=1).tolist()
    hidden = model.packed(
        batch.states, batch.positions, batch.remaining, batch.role, batch.document
    )
    head, base = model.head.weight, model.c.codec.base
    share = torch.where(batch.next_in_tail, shares.middle, 1.0) / (context + shares.middle * middle)
    following, each = TokenLoss.apply(
        hidden.index_select(0, batch.next_rows), head, batch.next_targets, share, None, table, base
    )
    canvas, _ = TokenLoss.apply(
        hidden.index_select(0, batch.canvas_rows), head, batch.canvas_targets,
        weights(batch, base, shares.clip) / canvas_weight, batch.canvas_digits, table, base,
    )  # fmt: skip
    length_logits = model.length_head(hidden.index_select(0, batch.query_rows)).float()
    length = F.cross_entropy(length_logits, batch.query_targets, reduction="sum") / holes
    in_tail = torch.where(batch.next_in_tail, each, 0).sum()
    in_context = each.sum() - in_tail
    total = following + canvas + shares.length * length
    figures = [total, in_context / context, in_tail / middle, canvas, length]
    return total, torch.stack([f.detach() for f in figures])
