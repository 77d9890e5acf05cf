"""Adds to a model folder the graphs that GPUs run: small files that read the weights in place.

python -m prime.release.add_gpu --model ../models/prime-base
"""

import argparse
import json
import logging
from pathlib import Path

import onnx
from onnx import TensorProto

from prime.graph.gpu_graph import for_gpu
from prime.graph.session import session
from prime.release.export import facts_of

log = logging.getLogger("prime.release.add_gpu")

INSIDE = 1024  # bytes: smaller tensors are copied


def shared(model: onnx.ModelProto, path: Path) -> onnx.ModelProto:
    """The model of a file, its larger tensors read from where they lie in it."""
    data = path.read_bytes()
    at = 0
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        if len(raw) < INSIDE:
            continue
        at = data.index(raw, at)
        place = {"location": path.name, "offset": str(at), "length": str(len(raw))}
        at += len(raw)
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in place.items():
            tensor.external_data.add(key=key, value=value)
    return model


def add_gpu(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    graph = manifest["graph"]
    for part in filter(None, (graph, graph.get("canvas"))):
        path = folder / part["file"]
        made = folder / f"{path.stem}.gpu.onnx"
        model = onnx.load(path, load_external_data=False)
        made.write_bytes(for_gpu(shared(model, path)).SerializeToString())
        session(made)
        part["gpu"] = made.name
        manifest["files"][made.name] = facts_of(made)
        log.info("%s: %d bytes", made.name, made.stat().st_size)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    add_gpu(args.model)


if __name__ == "__main__":
    main()
