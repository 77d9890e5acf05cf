"""Graphs whose tensors lie in files beside them, which they share: ONNX's external data."""

import hashlib
from pathlib import Path

import onnx
from onnx import TensorProto

INSIDE = 1024  # bytes: smaller tensors stay in the graph
PAGE = 4096  # where a tensor begins in a file, so that it can be mapped
LARGEST = 60_000_000  # bytes of a file


def save_graphs(graphs: dict[str, onnx.ModelProto], folder: Path) -> list[Path]:
    """Writes graphs under their names and `weights-0.bin` …, equal tensors once. -> all files"""
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[tuple[bytes, int], dict[str, str]] = {}
    files: list[bytearray] = []
    for name, graph in graphs.items():
        for tensor in graph.graph.initializer:
            raw = tensor.raw_data
            if len(raw) < INSIDE:
                continue
            key = (hashlib.sha256(raw).digest(), tensor.data_type)
            if key not in places:
                if not files or len(files[-1]) + PAGE + len(raw) > LARGEST:
                    files.append(bytearray())
                files[-1] += bytes(-len(files[-1]) % PAGE)
                at = {"location": f"weights-{len(files) - 1}.bin", "offset": str(len(files[-1]))}
                places[key] = {**at, "length": str(len(raw))}
                files[-1] += raw
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for k, v in places[key].items():
                tensor.external_data.add(key=k, value=v)
        (folder / name).write_bytes(graph.SerializeToString())
    for i, data in enumerate(files):
        (folder / f"weights-{i}.bin").write_bytes(data)
    return [folder / name for name in (*graphs, *(f"weights-{i}.bin" for i in range(len(files))))]
