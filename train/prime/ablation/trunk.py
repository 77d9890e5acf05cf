"""The same start for models that differ in their digits.

    python -m prime.ablation.trunk --checkpoint RUN/checkpoint.pt --tokenizer semantic.json \
        --config configs/prime-tiny.json --to identity.json --out start.pt

A trunk is trained with one digit a token on next tokens and on canvases that are all mask: what it
learns belongs to no codebook and no order. `restated` gives its weights the states of another
model: a whole token and a hidden one keep their vectors, only partial states are new. The command
does that to any checkpoint, so that a model gets other digits without being trained anew.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.tokens.digits import consistent


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
    """Weights of a model of `shape` that computes what another does on whole and hidden tokens.

    `ids` as of `renaming`; the models may differ in their digits and in nothing else, but for gates
    that are new and begin open. A partial state begins half-way between the hidden token and the
    mean of the tokens that its digits leave.
    """
    if "concatenated" in (trunk.c.encoder, shape.encoder):
        raise ValueError("a model without a state table cannot be given other states")
    if trunk.c.gate and not shape.gate:
        raise ValueError("a model with gates stays one: set `gate` in the other's config")
    model = Denoiser(shape)
    mine, weights, codec = trunk.state_dict(), model.state_dict(), shape.codec
    new = {k for k in weights if k.endswith(".gate") and k not in mine}
    for name in weights.keys() - {"residual", "digit", "head.weight"} - new:
        weights[name].copy_(mine[name])
    at = torch.from_numpy(ids)
    weights["head.weight"][at] = mine["head.weight"]
    vectors = torch.empty(len(ids), shape.width)
    theirs = trunk.state_table()
    vectors[at] = theirs[trunk.c.codec.state_of_id(np.arange(len(ids)))]  # by the model's own ids
    hidden, query = theirs[-2:]  # all digits masked; the query
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


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="the checkpoint's")
    parser.add_argument("--config", type=Path, required=True, help="of the model with other digits")
    parser.add_argument("--to", type=Path, required=True, help="its tokenizer")
    parser.add_argument("--out", type=Path, required=True, help="for --init-from of training")
    args = parser.parse_args(arguments)
    model, saved = load_weights(args.checkpoint)
    shape = ModelConfig(**json.loads(args.config.read_text())["model"])
    ids = renaming(*(Tokenizer.from_file(str(p)) for p in (args.tokenizer, args.to)))
    kept = {k: saved[k] for k in ("limits", "tokens", "hours")}
    weights = restated(model, shape, ids)
    torch.save({"config": shape.as_dict(), "average": weights, **kept}, args.out)


if __name__ == "__main__":
    main()
