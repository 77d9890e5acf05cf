"""A checkpoint as a model folder: manifest.json, tokenizer.json, denoiser.onnx.

    python -m prime.release.export --checkpoint RUN/checkpoint.pt --tokenizer semantic.json \
        --id prime-tiny --name "Prime Tiny" --out ../models/prime-tiny [--metrics m.json]

Matrices become int8 with one scale a column and are multiplied as integers, their inputs being
quantised on the fly with one scale a position; rows of the state table become int8 with one scale a
row. `--weights` has other forms of the same: 7 bits, blocks for WebGPU, float32.
"""

import argparse
import hashlib
import json
import logging
import shutil
import subprocess
from pathlib import Path

import onnx
import torch
from tokenizers import Tokenizer

from prime.graph.builder import GraphBuilder
from prime.graph.families import build
from prime.graph.products import PRODUCTS
from prime.graph.session import session
from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.tokens.tokenizer import special_ids
from prime.windows.stream import Limits

log = logging.getLogger("prime.release.export")

INPUTS = ["states", "positions", "remaining", "mask", "past_keys", "past_values", "select"]
OUTPUTS = ["logits", "length_logits", "keys", "values"]


def export_graph(model: Denoiser, path: Path, weights: str = "int8") -> None:
    """Writes the graph, and has ONNX Runtime read it: its operators are not all the standard's."""
    with torch.no_grad():
        onnx.save(build(model, PRODUCTS[weights](GraphBuilder())), str(path))
    session(path)


def facts_of(path: Path) -> dict:
    with path.open("rb") as f:
        digest = hashlib.file_digest(f, "sha256")
    return {"sha256": digest.hexdigest(), "bytes": path.stat().st_size}


def commit() -> str:
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent)
    return done.stdout.strip() or "unknown"


def manifest(
    identity: dict, model: Denoiser, saved: dict, tokenizer: Tokenizer, files: dict, metrics: dict
) -> dict:
    c, limits = model.c, Limits(**saved["limits"])
    return {
        "schema": 1,
        **identity,
        "licence": "Apache-2.0",
        "languages": ["typescript", "javascript", "python", "markdown"],
        "graph": {
            "kind": "cached", "file": "denoiser.onnx", "layers": c.layers, "kvHeads": c.kv_heads,
            "headDim": c.head_dim,
        },
        "files": files,
        "tokenizer": {
            "file": "tokenizer.json", "vocabulary": c.vocabulary, "special": special_ids(tokenizer),
        },
        "subTokens": {
            "length": c.length, "base": c.codec.base, "codebook": c.codebook, "order": c.order,
        },
        "limits": vars(limits),
        "training": {
            "tokens": saved["tokens"], "hours": round(saved["hours"], 3),
            "parameters": model.parameter_count(), "commit": commit(),
        },
        "metrics": metrics,
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--description", default="A small masked diffusion model that fills code.")
    parser.add_argument("--metrics", type=Path, default=None)
    parser.add_argument("--weights", choices=list(PRODUCTS), default="int8")
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger().setLevel(logging.INFO)
    model, saved = load_weights(args.checkpoint)
    args.out.mkdir(parents=True, exist_ok=True)
    graph, tokens = args.out / "denoiser.onnx", args.out / "tokenizer.json"
    export_graph(model, graph, args.weights)
    shutil.copy(args.tokenizer, tokens)
    identity = {"id": args.id, "name": args.name, "description": args.description}
    files = {p.name: facts_of(p) for p in (graph, tokens)}
    metrics = json.loads(args.metrics.read_text()) if args.metrics else {}
    data = manifest(identity, model, saved, Tokenizer.from_file(str(tokens)), files, metrics)
    (args.out / "manifest.json").write_text(json.dumps(data, indent=2) + "\n")
    log.info("%s", {k: v["bytes"] for k, v in files.items()})


if __name__ == "__main__":
    main()
