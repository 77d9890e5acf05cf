"""What a model's canvas is worth: the marginalised bound, and the joint form beside it.

The bound (docs/model-format.md) needs only the marginals of single digits, for in an infinitesimal
reverse step at most one digit of a token is revealed. The joint form, −log p(token)/t, is the
published objective; it falls below the entropy when digits depend on each other, so it is no bound.
"""

from torch import Tensor

from prime.tokens.digits import consistent


def digit_marginals(p: Tensor, table: Tensor, base: int) -> Tensor:
    """p [N, V] over tokens, table [V, ℓ] -> [N, ℓ, b]"""
    out = p.new_zeros(len(p), table.shape[1], base)
    for j in range(table.shape[1]):
        out[:, j].index_add_(1, table[:, j], p)
    return out


def bound_terms(
    logits: Tensor,  # [N, V]
    digits: Tensor,  # [N, ℓ] with base for mask; at least one digit is masked
    targets: Tensor,  # [N]
    times: Tensor,  # [N]
    table: Tensor,  # [V, ℓ]
    base: int,
    order: str,
) -> tuple[Tensor, Tensor]:
    """(marginalised bound, joint form), nats, of every row at its time: [N], [N]"""
    length = table.shape[1]
    log_p = logits.masked_fill(~consistent(digits, table, base), float("-inf")).log_softmax(-1)
    joint = -log_p.gather(1, targets[:, None])[:, 0]
    truth = table[targets]  # [N, ℓ]
    marginals = digit_marginals(log_p.exp(), table, base)
    each = -marginals.gather(2, truth[:, :, None])[:, :, 0].clamp(min=1e-30).log()  # [N, ℓ]
    masked = digits == base
    if order == "nested":
        k = (~masked).sum(1)  # the coarsest masked digit
        marginal = (length - k) * each.gather(1, k[:, None])[:, 0]
    else:
        marginal = (each * masked).sum(1)
    return marginal / times, joint / times
