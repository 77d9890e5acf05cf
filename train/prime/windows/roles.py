"""What a position of a packed sequence is, and whom it may see."""

import torch
from torch import Tensor

PAD, CONTEXT, TAIL, CANVAS, QUERY = 0, 1, 2, 3, 99  # roles; canvas copies are 3, 4, …


def attention_rule(
    role_q: Tensor, role_k: Tensor, q: Tensor, k: Tensor, same: Tensor | bool = True
) -> Tensor:
    """May the query position q see the key position k? `same`: are they of one window?"""
    context = (role_k == CONTEXT) & (k <= q)  # the context stands first in the packed sequence
    tail = (role_q == TAIL) & (role_k == TAIL) & (k <= q)
    canvas = (role_q == role_k) & (role_q >= CANVAS) & (role_q < QUERY)
    return (context & (role_q != PAD) | tail | canvas) & same | (k == q)


def attention_mask(role: torch.Tensor, document: torch.Tensor | None = None) -> torch.Tensor:
    """bool [B, 1, T, T]; without `document` every row is one window"""
    at = torch.arange(role.shape[1], device=role.device)
    same = True if document is None else document[:, :, None] == document[:, None, :]
    q, k = at[:, None], at[None, :]
    return attention_rule(role[:, :, None], role[:, None, :], q, k, same)[:, None]
