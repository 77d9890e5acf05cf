"""A checkpoint as a model folder: manifest.json, tokenizer.json, denoiser.onnx.

    python -m prime.export --checkpoint RUN/checkpoint.pt --tokenizer semantic.json \
        --id prime-tiny --name "Prime Tiny" --out ../models/prime-tiny [--metrics m.json]

Matrices become int8 with one scale a column and are multiplied as integers, their inputs being
quantised on the fly; rows of the state table become int8 with one scale a row.
"""

import argparse
import hashlib
import json
import logging
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from prime.model import Denoiser
from prime.stream import Limits
from prime.tokenizer import special_ids
from prime.train import load_weights

log = logging.getLogger("prime.export")

INPUTS = ["states", "positions", "remaining", "mask", "past_keys", "past_values", "select"]
OUTPUTS = ["logits", "length_logits", "keys", "values"]
AXES = {
    "states": {0: "B", 1: "T"},
    "positions": {0: "B", 1: "T"},
    "remaining": {0: "B", 1: "T"},
    "mask": {0: "BM", 2: "T", 3: "PT"},
    "past_keys": {1: "BP", 3: "P"},
    "past_values": {1: "BP", 3: "P"},
    "select": {0: "S"},
    "logits": {0: "B", 1: "S"},
    "length_logits": {0: "B", 1: "S"},
    "keys": {1: "B", 3: "T"},
    "values": {1: "B", 3: "T"},
}


class Table(nn.Module):
    """The folded state table, float or int8 with a scale a row."""

    def __init__(self, weight: Tensor, int8: bool) -> None:
        super().__init__()
        self.int8 = int8
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        rows = (weight / scale).round().to(torch.int8) if int8 else weight
        self.register_buffer("rows", rows)
        self.register_buffer("scale", scale)

    def forward(self, states: Tensor) -> Tensor:
        if not self.int8:
            return self.rows[states]
        return self.rows[states].float() * self.scale[states]


class Graph(nn.Module):
    """`Denoiser.forward` over a folded table."""

    def __init__(self, model: Denoiser, int8: bool) -> None:
        super().__init__()
        self.model = model
        self.table = Table(model.state_table().detach(), int8)

    def forward(self, states: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        return self.model(states, *rest, vectors=self.table(states))


def example(model: Denoiser) -> tuple[Tensor, ...]:
    c, b, t, p = model.c, 2, 5, 3
    past = torch.zeros(c.layers, 1, c.kv_heads, p, c.head_dim)
    whole = torch.zeros(b, t, dtype=torch.long)
    return (whole, whole + 1, whole, torch.zeros(1, 1, t, p + t), past, past, torch.tensor([0, 2]))


def export_graph(model: Denoiser, path: Path, int8: bool) -> None:
    graph = Graph(model, int8).eval()
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                graph, example(model), str(plain), input_names=INPUTS, output_names=OUTPUTS,
                dynamic_axes=AXES, opset_version=17, dynamo=False,
            )  # fmt: skip
        if int8:
            quantize_dynamic(
                plain, path, op_types_to_quantize=["MatMul"], per_channel=True,
                weight_type=QuantType.QInt8,
                extra_options={"MatMulConstBOnly": True, "WeightSymmetric": True},
            )  # fmt: skip
        else:
            shutil.copy(plain, path)
    onnx.checker.check_model(str(path))


def facts_of(path: Path) -> dict:
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


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
    parser.add_argument("--float", action="store_true", help="keep float32 weights")
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger().setLevel(logging.INFO)
    model, saved = load_weights(args.checkpoint)
    args.out.mkdir(parents=True, exist_ok=True)
    graph, tokens = args.out / "denoiser.onnx", args.out / "tokenizer.json"
    export_graph(model, graph, int8=not args.float)
    shutil.copy(args.tokenizer, tokens)
    identity = {"id": args.id, "name": args.name, "description": args.description}
    files = {p.name: facts_of(p) for p in (graph, tokens)}
    metrics = json.loads(args.metrics.read_text()) if args.metrics else {}
    data = manifest(identity, model, saved, Tokenizer.from_file(str(tokens)), files, metrics)
    (args.out / "manifest.json").write_text(json.dumps(data, indent=2) + "\n")
    log.info("%s", {k: v["bytes"] for k, v in files.items()})


if __name__ == "__main__":
    main()
