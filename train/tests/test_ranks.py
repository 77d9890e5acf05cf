"""Several processes take the steps that one takes."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from conftest import TRAIN
from tokenizers import Tokenizer

from prime.corpus import shards
from prime.training import train
from prime.training.train import lane_starts

SHAPE = {"vocabulary": 512, "length": 3, "width": 48, "layers": 2, "heads": 4, "kv_heads": 2,
         "head_dim": 12, "hidden": 96}  # fmt: skip


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, files: list[dict], tokenizer: Tokenizer
) -> Path:
    path = tmp_path_factory.mktemp("ranks")
    (path / "train.jsonl").write_text("".join(json.dumps(f) + "\n" for f in files))
    tokenizer.save(str(path / "tokenizer.json"))
    config = {"id": "test", "model": SHAPE, "batchTokens": 2048, "average": 0.9}
    (path / "config.json").write_text(json.dumps(config))
    return path


def arguments(folder: Path, name: str, *more: str) -> list[str]:
    return ["--config", f"{folder}/config.json", "--corpus", f"{folder}/train.jsonl",
            "--tokenizer", f"{folder}/tokenizer.json", "--out", f"{folder}/{name}",
            "--minutes", "10", "--max-steps", "6", "--threads", "1", *more]  # fmt: skip


def alone(folder: Path, name: str, *more: str) -> dict:
    path = train.train(train.parse_arguments(arguments(folder, name, *more)))
    return torch.load(path, weights_only=True)


def launched(*command: str) -> None:
    """By two processes, which must end well."""
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    root = str(TRAIN)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, *torchrun, *command],
        cwd=root, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def together(folder: Path, name: str, *more: str) -> dict:
    launched("-m", "prime.training.train", *arguments(folder, name, *more))
    return torch.load(folder / name / "checkpoint.pt", weights_only=True)


@pytest.fixture(scope="module")
def both(folder: Path) -> dict:
    return together(folder, "both")


def difference(a: dict, b: dict) -> float:
    return max((v - b["model"][k]).abs().max().item() for k, v in a["model"].items())


def test_two_processes_take_the_steps_of_one_with_two_lanes(folder: Path, both: dict) -> None:
    one = alone(folder, "lanes", "--lanes", "2")
    assert both["state"]["places"] == one["state"]["places"]
    assert both["tokens"] == one["tokens"]
    rows = {
        name: [json.loads(x) for x in (folder / name / "log.jsonl").read_text().splitlines()]
        for name in ("both", "lanes")
    }
    assert [r["step"] for r in rows["both"]] == list(range(1, 7))
    for a, b in zip(rows["both"], rows["lanes"], strict=True):
        for key in ("total", "context", "middle", "canvas", "length"):
            assert a[key] == pytest.approx(b[key], abs=2e-3)
    # the sums are taken in another order, and Adam's first steps divide noise by noise
    other = alone(folder, "one lane")
    assert difference(both, one) < 0.1 * difference(both, other)


def test_two_processes_stopped_go_on_bit_for_bit(folder: Path, both: dict) -> None:
    together(folder, "halves", "--stop-after", "3")
    halves = together(folder, "halves")
    for part in ("model", "average"):
        assert all(v.equal(halves[part][k]) for k, v in both[part].items())


def test_no_thread_of_the_group_outlives_it(folder: Path) -> None:
    """One that does may abort the process while Python ends."""
    script = folder / "threads.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom prime.training import train\n"
        "train.main(sys.argv[1:])\n"
        "names = [p.read_text().strip() for p in Path('/proc/self/task').glob('*/comm')]\n"
        "assert not [name for name in names if 'gloo' in name]\n"
    )
    launched(str(script), *arguments(folder, "threads", "--stop-after", "1"))


def test_a_run_of_one_process_is_taken_over_by_two(folder: Path) -> None:
    alone(folder, "taken", "--stop-after", "2")
    path = folder / "taken" / "checkpoint.pt"
    saved = torch.load(path, weights_only=True)
    saved["state"]["place"] = saved["state"].pop("places")[0]  # as runs of one lane once wrote it
    torch.save(saved, path)
    after = together(folder, "taken")
    assert after["state"]["step"] == 6 and after["tokens"] > saved["tokens"]
    assert all(pool >= 1 for pool, _ in after["state"]["places"])


def test_the_command_of_a_gpu_runs_on_a_cpu(folder: Path) -> None:
    """Shards, packed rows, processes that draw; stopped and resumed."""
    with (folder / "train.jsonl").open() as lines:
        shards.write(iter(lines), folder / "shards", 20_000)
    asked = arguments(folder, "rows", "--row", "1024", "--workers", "2", "--peak-tflops", "1")
    corpus = asked.index("--corpus")
    asked[corpus : corpus + 2] = ["--shards", f"{folder}/shards"]
    for step in ("2", "6"):
        path = train.train(train.parse_arguments([*asked, "--stop-after", step]))
    saved = torch.load(path, weights_only=True)
    assert saved["state"]["step"] == 6 and saved["state"]["places"] == [(5, 1)]
    rows = [json.loads(x) for x in (folder / "rows" / "log.jsonl").read_text().splitlines()]
    assert all(1200 < b["tokens"] - a["tokens"] <= 2048 for a, b in pairwise(rows))
    straight = [*asked, "--stop-after", "6"]
    straight[straight.index("--out") + 1] = f"{folder}/straight"
    whole = torch.load(train.train(train.parse_arguments(straight)), weights_only=True)
    assert all(v.equal(saved["model"][k]) for k, v in whole["model"].items())


def test_another_number_of_lanes_begins_a_new_pool() -> None:
    assert lane_starts([(3, 2), (4, 1)], 2) == [(3, 2), (4, 1)]
    assert lane_starts([(3, 2)], 2) == [(4, 0), (4, 0)]


def test_lanes_that_cannot_be_shared_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = train.parse_arguments(arguments(folder, "refused", "--lanes", "3"))
    with pytest.raises(SystemExit, match="cannot be shared equally by 2"):
        train.Run(args, train.Ranks(world=2))
