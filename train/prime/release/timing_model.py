"""A model folder with random weights in the shape of a config: to time the engine with, not to use.

    python -m prime.release.timing_model --config configs/prime-base.json \
        --tokenizer semantic.json --context 4096 --out $DATA/timing/prime-base
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.release.export import export_graph, facts_of, manifest
from prime.windows.stream import Limits


def random_model(config: ModelConfig) -> Denoiser:
    torch.manual_seed(0)
    model = Denoiser(config).eval()
    for weight in model.parameters():  # training begins with zeros, which are quicker to multiply
        if weight.ndim == 2 and not weight.any():
            nn.init.normal_(weight, std=0.02)
    return model


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--context", type=int, default=512)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    config = json.loads(args.config.read_text())
    model = random_model(ModelConfig(**config["model"]))
    args.out.mkdir(parents=True, exist_ok=True)
    graph, tokens = args.out / "denoiser.onnx", args.out / "tokenizer.json"
    export_graph(model, graph)
    shutil.copy(args.tokenizer, tokens)
    identity = {
        "id": config["id"], "name": f"{config['id']}, random weights",
        "description": "Random weights, for timing alone.",
    }  # fmt: skip
    limits = Limits(context=args.context, segmentStride=2 * args.context)
    saved = {"limits": vars(limits), "tokens": 0, "hours": 0}
    files = {p.name: facts_of(p) for p in (graph, tokens)}
    data = manifest(identity, model, saved, Tokenizer.from_file(str(tokens)), files, {})
    (args.out / "manifest.json").write_text(json.dumps(data, indent=2) + "\n")


if __name__ == "__main__":
    main()
