"""The scripts of RUNBOOK.md, rehearsed on a CPU."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from prime.corpus import shards
from prime.network.checkpoint import load_weights
from prime.training import parts

GPU = Path(__file__).parents[1] / "gpu"
SHAPE = {"vocabulary": 512, "length": 3, "width": 48, "layers": 2, "heads": 4, "kv_heads": 2,
         "head_dim": 12, "hidden": 96}  # fmt: skip


def script(name: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHON": sys.executable, "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [str(GPU / name), *arguments], env=environment, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_outlives_the_call_that_begins_it_and_comes_back_in_parts(
    tmp_path: Path, files: list[dict], tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()  # a machine without a GPU, whatever this one has
    stub = tmp_path / "bin" / "nvidia-smi"
    stub.write_text("#!/bin/sh\nexit 9\n")
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    work, out = tmp_path / "work", tmp_path / "out"
    out.mkdir()
    shards.write((json.dumps(f) + "\n" for f in files), work / "shards", 10**6)
    tokenizer.save(str(work / "tokenizer.json"))
    config = {"id": "test", "model": SHAPE, "batchTokens": 2048, "row": 1024, "average": 0.9}
    (tmp_path / "config.json").write_text(json.dumps(config))
    script("start.sh", str(work), f"{tmp_path}/config.json", "5", "--max-steps", "4")
    told = script("watch.sh", str(work), "150", str(out))
    assert "ended" in told and "parameters" in (out / "log.tail").read_text()
    parts.join(out / "average.pt.parts.json", tmp_path / "average.pt")
    _, facts = load_weights(tmp_path / "average.pt")
    assert facts["tokens"] > 4 * 1200
