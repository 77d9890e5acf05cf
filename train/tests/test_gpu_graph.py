"""The graphs that GPUs run, on the processor: the same network from the same weights."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from conftest import TRAIN
from onnx import TensorProto, numpy_helper
from onnx.reference import ReferenceEvaluator

from prime.graph.session import session
from prime.release.add_gpu import add_gpu

MODELS = TRAIN.parent / "models"
GRAPHS = [("prime-tiny", "denoiser"), ("prime-base", "causal"), ("prime-base", "canvas")]
TOKENS = 24


def facts(model: str, graph: str) -> tuple[dict, Path, Path]:
    manifest = json.loads((MODELS / model / "manifest.json").read_text())
    part = manifest["graph"]["canvas"] if graph == "canvas" else manifest["graph"]
    return manifest, MODELS / model / part["file"], MODELS / model / part["gpu"]


def inputs(manifest: dict, graph: str) -> dict[str, np.ndarray]:
    g, digits = manifest["graph"], manifest["subTokens"]
    layers = len(g["canvas"]["layers"]) if graph == "canvas" else g["layers"]
    mask = (digits["base"] + 1) ** digits["length"] - 1
    rng = np.random.default_rng(0)
    past = rng.normal(size=(2, layers, 1, g["kvHeads"], 3, g["headDim"])).astype(np.float32)
    hidden = np.triu(np.full((TOKENS, TOKENS), -1e9, np.float32), 1)
    feeds = {
        "states": np.arange(TOKENS)[None] * 7919 % (mask + 1),
        "positions": 3 + np.arange(TOKENS)[None],
        "mask": np.concatenate([np.zeros((TOKENS, 3), np.float32), hidden], 1)[None, None],
        "past_keys": past[0], "past_values": past[1], "select": np.arange(4, TOKENS),
    }  # fmt: skip
    return feeds if graph == "causal" else {**feeds, "remaining": np.zeros((1, TOKENS), np.int64)}


@pytest.mark.parametrize(("model", "graph"), GRAPHS)
def test_answers_as_the_graph_of_the_processor(model: str, graph: str) -> None:
    manifest, ours, gpu = facts(model, graph)
    feeds = inputs(manifest, graph)
    for name in ("logits", "keys"):
        (expected,) = session(ours, 1).run([name], feeds)
        (got,) = session(gpu, 1).run([name], feeds)
        apart = np.sqrt(((got - expected) ** 2).sum() / (expected**2).sum())
        assert 0 < apart < 5e-2  # one rounds its vectors to 8 bits, the other does not


@pytest.mark.parametrize(("model", "graph"), GRAPHS)
def test_multiplies_no_whole_numbers_and_brings_no_weights(model: str, graph: str) -> None:
    _, _, gpu = facts(model, graph)
    loaded = onnx.load(gpu, load_external_data=False)
    kinds = {node.op_type for node in loaded.graph.node}
    assert "MatMulNBits" in kinds
    assert not kinds & {"MatMulIntegerToFloat", "QuantizeLinear", "ConstantOfShape"}
    inside = [t for t in loaded.graph.initializer if t.data_location != TensorProto.EXTERNAL]
    assert all(len(t.raw_data) < 1024 for t in inside)
    assert gpu.stat().st_size < 250_000


@pytest.mark.parametrize(("model", "graph"), GRAPHS)
def test_blocks_hold_the_numbers_of_the_columns(model: str, graph: str) -> None:
    _, ours, gpu = facts(model, graph)
    columns: dict[str, np.ndarray] = {}
    read = onnx.load(ours)
    constants = {t.name: t for t in read.graph.initializer}
    for node in read.graph.node:
        if node.op_type == "MatMulIntegerToFloat":
            whole, scale = (numpy_helper.to_array(constants[node.input[i]]) for i in (1, 3))
            columns[node.input[1]] = whole * scale
    loaded = onnx.load(gpu)
    made_by = {name: node for node in loaded.graph.node for name in node.output}

    def matrices(name: str) -> list[str]:
        """The matrices that a value is made of, in order."""
        if name in columns:
            return [name]
        node = made_by.get(name)
        if node is None:
            return []
        return [
            m
            for i in (node.input if node.op_type == "Concat" else node.input[:1])
            for m in matrices(i)
        ]

    products = [n for n in loaded.graph.node if n.op_type == "MatMulNBits"]
    wanted = [name for node in products for name in node.input[1:3]]
    kept, waiting = set(), list(wanted)
    while waiting:
        node = made_by.get(waiting.pop())
        if node is not None and node.output[0] not in kept:
            kept.add(node.output[0])
            waiting += node.input
    constant = onnx.ModelProto()
    constant.CopyFrom(loaded)
    constant.graph.ClearField("node")
    constant.graph.node.extend(n for n in loaded.graph.node if n.output[0] in kept)
    constant.graph.ClearField("input")
    constant.graph.ClearField("output")
    constant.graph.output.extend(onnx.ValueInfoProto(name=name) for name in wanted)
    values = dict(zip(wanted, ReferenceEvaluator(constant).run(None, {}), strict=True))
    found = []
    for node in products:
        bytes_, scales = (values[name] for name in node.input[1:3])
        got = (bytes_.astype(np.float32) - 128) * scales[..., None]
        names = matrices(node.input[1])
        expected = np.concatenate([columns[name] for name in names])
        assert (expected == got.reshape(len(got), -1).T).all()
        found += names
    assert sorted(set(found)) == sorted(columns)


def test_a_folder_gets_the_same_graphs_again(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MODELS / "prime-tiny", tmp_path / "prime-tiny"))
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    (folder / "denoiser.gpu.onnx").unlink()
    add_gpu(folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
