"""The causal path as it is used: the base, and what stage 1 learnt merged into it."""

from pathlib import Path

import torch
from tokenizers import Tokenizer

from prime.pretrained.causal import MATRICES, Causal, causal_from
from prime.tokens.tokenizer import SPECIAL


def merged_causal(base: Path, adapters: Path | None) -> tuple[Causal, dict]:
    """-> the frozen path, and what it learnt from: {"tokens", "hours"}

    base: a folder of prime.pretrained.vocabulary. adapters: of prime.pretrained.train_causal.
    """
    weights = torch.load(base / "weights.pt", weights_only=True)
    facts = {"tokens": 0, "hours": 0.0}
    if adapters is not None:
        saved = torch.load(adapters, weights_only=True)
        facts = {k: saved[k] for k in facts}
        learnt = {name: value.float() for name, value in saved["adapters"].items()}
        if saved["rank"] == 0:
            whole = {name.removeprefix("causal."): value for name, value in learnt.items()}
            return causal_from(whole).eval(), facts
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        ids = torch.tensor([tokenizer.token_to_id(name) for name in SPECIAL])
        weights["embedding.weight"][ids] = learnt.pop("special")
        network = causal_from(weights, saved["rank"])
        inner = {name.removeprefix("causal."): value for name, value in learnt.items()}
        unknown = network.load_state_dict(inner, strict=False).unexpected_keys
        if unknown:
            raise ValueError(f"{adapters} holds no adapters of this base: {unknown[0]}")
        for i, block in enumerate(network.blocks):
            for name in MATRICES:
                weights[f"blocks.{i}.{name}.weight"] = getattr(block, name).merged()
    causal = causal_from(weights).eval()
    return causal, facts
