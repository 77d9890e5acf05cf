"""The same start for models that differ in their digits.

A trunk is trained with one digit a token on next tokens and on canvases that are all mask: what it
learns belongs to no codebook and no order. `restated` gives its weights the states of another
model: a whole token and a hidden one keep their vectors, only partial states are new.
"""

import numpy as np
import torch
from tokenizers import Tokenizer

from prime.digits import consistent
from prime.model import Denoiser, ModelConfig


def renaming(of: Tokenizer, to: Tokenizer) -> np.ndarray:
    """ids[i]: what `to` calls the token that `of` calls i; both are of one BPE."""
    names = of.get_vocab()
    theirs = to.get_vocab()
    if names.keys() != theirs.keys():
        raise SystemExit("the tokenizers differ in more than ids: make both from one BPE")
    ids = np.empty(len(names), np.int64)
    for token, i in names.items():
        ids[i] = theirs[token]
    return ids


@torch.no_grad()
def restated(trunk: Denoiser, shape: ModelConfig, ids: np.ndarray) -> dict:
    """Weights of a model of `shape` that computes what the trunk does on whole and hidden tokens.

    `ids` as of `renaming`. A partial state begins half-way between the hidden token and the mean of
    the tokens that its digits leave.
    """
    if trunk.c.length != 1 or "concatenated" in (trunk.c.encoder, shape.encoder):
        raise ValueError("a trunk has one digit a token, and it and its models have state tables")
    model = Denoiser(shape)
    mine, weights, codec = trunk.state_dict(), model.state_dict(), shape.codec
    for name in weights.keys() - {"residual", "digit", "head.weight"}:
        weights[name].copy_(mine[name])
    at = torch.from_numpy(ids)
    weights["head.weight"][at] = mine["head.weight"]
    vectors = torch.empty(len(ids), shape.width)
    vectors[at] = mine["residual"][: len(ids)]  # by the model's own ids
    hidden, query = mine["residual"][len(ids) :]
    digits = torch.from_numpy(codec.state_digits())  # [states - 1, ℓ]
    table = torch.from_numpy(codec.digits(range(len(ids))))
    wanted = torch.empty(len(digits), shape.width)
    for i in range(0, len(digits), 512):
        left = consistent(digits[i : i + 512], table, codec.base).float()  # [n, V]
        mean = left @ vectors / left.sum(1, keepdim=True).clamp(min=1)
        wanted[i : i + 512] = (mean + hidden) / 2
    wanted[torch.from_numpy(codec.state_of_id(np.arange(len(ids))))] = vectors
    wanted[int(codec.state(np.full(codec.length, codec.mask)))] = hidden
    weights["residual"].add_(torch.cat([wanted, query[None]]) - model.state_table())
    return weights
