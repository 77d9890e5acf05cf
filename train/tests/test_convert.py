"""The converter as a command: what it makes of checkpoints in miniature, and what it refuses."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from plain_fixtures import KINDS, SHARED, byte_level, golden, make, qwen2_folder, v1_checkpoint
from plain_oracles import V1, Qwen, with_random_weights
from tokenizers import Tokenizer

from prime.graph.session import session
from prime.plain.convert import main
from prime.plain.prime_v1 import read_v1
from prime.plain.tensor_files import SafeTensors, save_safetensors
from prime.plain.vocabulary_file import read_folder, read_vocabulary
from prime.release.add_gpu import add_gpu


def told(folder: Path, digits: list, graph: str = "denoiser.onnx") -> np.ndarray:
    """[T, V]"""
    given = np.array(digits, np.int64)[None]
    feeds = {
        "digits": given, "attention": np.zeros((1, 1, 1, given.shape[1]), np.float32),
        "select": np.arange(given.shape[1]),
    }  # fmt: skip
    return session(folder / graph, 1).run(None, feeds)[0]


def distance(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.sqrt(((found - expected) ** 2).sum() / (expected**2).sum()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_answers_as_the_checkpoint_does(tmp_path: Path, kind: str) -> None:
    oracle = make(kind, tmp_path / "work", tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    expected = golden(oracle, manifest)
    found = told(tmp_path / "out", expected["digits"])[:, :8]
    assert np.abs(found - expected["logits"]).max() < 1e-3
    special = manifest["tokenizer"]["special"]
    marks = {role for role in special if role != "others"}
    assert marks == {
        "mdm-prime-v1": {"begin", "close"}, "mdm-prime-v2": set(), "open-dcoder": set(),
        "dreamon": {"begin", "close", "expand", "delete"},
    }[kind]  # fmt: skip
    assert manifest["graph"]["tells"] == ("next" if kind in ("open-dcoder", "dreamon") else "own")
    total = manifest["limits"]["context"] + 2 * manifest["limits"]["maxHole"] + 2
    assert total == 256
    assert ("codebook.bin" in manifest["files"]) == (kind == "mdm-prime-v2")


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_fixtures_are_what_the_command_makes(tmp_path: Path, kind: str) -> None:
    make(kind, tmp_path / "work", tmp_path / "out")
    fixtures = Path(__file__).parents[2] / "test" / "fixtures" / "plain" / kind
    folders = tmp_path / "out", fixtures
    made, committed = (json.loads((f / "manifest.json").read_text()) for f in folders)
    for manifest in (made, committed):
        manifest.pop("files")  # their bytes are those of one version of ONNX
        manifest.update(id="", name="", description="")
    assert made == committed


@pytest.mark.parametrize(("form", "most"), [("half", 0.01), ("int8", 0.1)])
def test_narrow_weights_stay_near(tmp_path: Path, form: str, most: float) -> None:
    qwen2_folder(tmp_path, resizes=True)
    folder = ["qwen2-mask", "--folder", str(tmp_path), *SHARED]
    main([*folder, "--out", str(tmp_path / "wide")])
    main([*folder, "--out", str(tmp_path / "narrow"), "--weights", form])
    digits = np.random.default_rng(0).integers(0, 270, (20, 1)).tolist()
    expected = told(tmp_path / "wide", digits)
    assert 0 < distance(told(tmp_path / "narrow", digits), expected) < most
    manifest = json.loads((tmp_path / "narrow" / "manifest.json").read_text())
    assert ("gpu" in manifest["graph"]) == (form == "half")


def test_a_graph_for_gpus_reads_the_same_int8_weights(tmp_path: Path) -> None:
    qwen2_folder(tmp_path, resizes=False)
    widen(tmp_path)
    out = tmp_path / "out"
    main(["qwen2-mask", "--folder", str(tmp_path), *SHARED, "--out", str(out), "--weights", "int8"])
    add_gpu(out)
    manifest = json.loads((out / "manifest.json").read_text())
    digits = np.random.default_rng(0).integers(0, 270, (20, 1)).tolist()
    gpu = told(out, digits, manifest["graph"]["gpu"])
    assert distance(gpu, told(out, digits)) < 0.05
    assert manifest["files"][manifest["graph"]["gpu"]]["bytes"] < 60_000  # no weights of its own


def widen(folder: Path) -> None:
    """The same layout 64 wide, as blocks of a GPU's graph need it."""
    config = json.loads((folder / "config.json").read_text())
    config |= {"hidden_size": 64, "intermediate_size": 128}
    (folder / "config.json").write_text(json.dumps(config))
    tensors = with_random_weights(Qwen(config)).state_dict()
    tensors.pop("lm_head.weight")
    save_safetensors(tensors, folder / "model.safetensors")


def test_averaged_weights_are_taken_where_there_are_any(tmp_path: Path) -> None:
    oracle = v1_checkpoint(tmp_path)
    saved = torch.load(tmp_path / "last.ckpt", weights_only=True)
    averaged = [p.detach() * 0.5 for p in oracle.parameters()]
    torch.save({**saved, "ema": {"shadow_params": averaged}}, tmp_path / "last.ckpt")
    held = read_v1(tmp_path / "last.ckpt")
    for name, p in oracle.named_parameters():
        assert torch.equal(held[name], p.detach() * 0.5), name


def test_tensors_in_parts_and_of_sixteen_bits_are_read(tmp_path: Path) -> None:
    weight = torch.arange(6.0).view(2, 3)
    for i, (dtype, kind) in enumerate([(torch.bfloat16, "BF16"), (torch.float16, "F16")]):
        raw = weight.to(dtype).view(torch.int16).numpy().tobytes()
        header = json.dumps({f"t{i}": {"dtype": kind, "shape": [2, 3], "data_offsets": [0, 12]}})
        data = struct.pack("<Q", len(header)) + header.encode() + raw
        (tmp_path / f"part-{i}.safetensors").write_bytes(data)
    places = {f"t{i}": f"part-{i}.safetensors" for i in range(2)}
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": places}))
    tensors = SafeTensors(tmp_path)
    assert torch.equal(tensors["t0"], weight) and torch.equal(tensors["t1"], weight)
    index.write_text(json.dumps({"weight_map": {"t0": "../part-0.safetensors"}}))
    with pytest.raises(ValueError, match="not a plain file name"):
        SafeTensors(tmp_path)


def test_a_tokenizer_in_two_files_is_the_same(tmp_path: Path) -> None:
    byte_level(tmp_path / "tokenizer.json", ["<|endoftext|>", "<|mask|>"])
    whole = read_folder(tmp_path)
    model = whole["model"]
    names = {t["content"] for t in whole["added_tokens"]}
    vocab = {piece: i for piece, i in model["vocab"].items() if piece not in names}
    (tmp_path / "vocab.json").write_text(json.dumps(vocab))
    merges = (" ".join(pair) for pair in model["merges"])
    (tmp_path / "merges.txt").write_text("\n".join(["#version: 0.2", *merges]) + "\n")
    told_of = {str(t["id"]): {"content": t["content"]} for t in whole["added_tokens"]}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"added_tokens_decoder": told_of}))
    (tmp_path / "tokenizer.json").unlink()
    parts = read_vocabulary(read_folder(tmp_path))
    assert parts.tokenizer["model"]["vocab"] == read_vocabulary(whole).tokenizer["model"]["vocab"]
    assert parts.special == read_vocabulary(whole).special
    text = "def name(value):\n\n    return 1234 + value  # it's\n"
    tokenizer = Tokenizer.from_str(json.dumps(parts.tokenizer))
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def refused(arguments: list[str], *more: str) -> str:
    with pytest.raises(SystemExit) as caught:
        main([*arguments, *SHARED, *more])
    return str(caught.value)


def test_what_cannot_be_converted_is_refused_with_what_to_do(tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "out")]
    v1_checkpoint(tmp_path)
    v1 = ["mdm-prime-v1", "--checkpoint", str(tmp_path / "last.ckpt"), "--heads", "2",
          "--tokenizer", str(tmp_path / "tokenizer.json"), *out]  # fmt: skip
    as_v2 = ["mdm-prime-v2", *v1[1:], "--permutation", str(tmp_path / "perm.pt")]
    assert "there is no tensor “transformer.wte.weight”: this is another layout" in refused(as_v2)
    assert "leave -46 of 256 tokens" in refused(v1, "--hole", "150")
    assert "cannot be a model's id" in refused([*v1, "--id", "Not An Id"])
    assert not list(tmp_path.glob("out*")), "nothing is left of what failed"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("kept")
    assert "is there already. Give another --out" in refused(v1)
    assert (tmp_path / "out" / "mine.txt").read_text() == "kept"
    (tmp_path / "out" / "mine.txt").unlink()
    torch.save({"state_dict": {}, "config": V1}, tmp_path / "last.ckpt")
    assert "holds more than tensors, and reading that would run code" in refused(v1)

    folder = tmp_path / "qwen"
    folder.mkdir()
    qwen2_folder(folder, resizes=False)
    qwen = ["qwen2-mask", "--folder", str(folder), *out]
    (folder / "tokenizer_config.json").write_text("{}")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "rope_scaling": {"type": "yarn"}}))
    assert "config.json has rope_scaling = " in refused(qwen)
    (folder / "config.json").write_text(json.dumps({**config, "vocab_size": 100}))
    assert "has no vector: config.json says 100" in refused(qwen)
    data = json.loads((folder / "tokenizer.json").read_text())
    data["added_tokens"] = data["added_tokens"][:1]
    data["model"]["vocab"].pop("<|mask|>", None)
    (folder / "tokenizer.json").write_text(json.dumps(data))
    (folder / "config.json").write_text(json.dumps(config))
    assert "Give its id with --mask" in refused(qwen)
    data["normalizer"] = {"type": "Lowercase"}
    (folder / "tokenizer.json").write_text(json.dumps(data))
    assert "changes the text it reads: ['Lowercase']" in refused(qwen)
    (folder / "model.safetensors").unlink()
    assert "has no model.safetensors" in refused(qwen)
