"""Train every cell of a grid at equal compute, and measure each.

    python -m prime.ablation.run --grid configs/ablation-cpu.json --corpus train.jsonl \
        --heldout heldout.jsonl --tokenizers DIR --out OUT [--page ../docs/results.md]

All cells take the same number of steps on the same windows in the same order: windows depend on
the seed alone, not on the codebook, the digits or their order. DIR holds identity.json,
shuffled.json and semantic.json, as the grid needs them, all of one BPE (prime.tokens.codebook).
OUT/cells.json has every figure, window by window and hole by hole; tables and plots are written
from it. The same command goes on where it was stopped, in the middle of a cell or between two.
"""

import argparse
import json
import logging
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

from prime.ablation.grid import Cell, cells_of, config_of, trunk_config
from prime.ablation.measure import measured
from prime.ablation.trunk import renaming, restated
from prime.corpus.files import read_corpus
from prime.network.checkpoint import load_weights
from prime.network.shape import ModelConfig
from prime.training import train
from prime.training.processor import processor

log = logging.getLogger("prime.ablation.run")


def run(
    args: argparse.Namespace, name: str, config: dict, steps: int, seed: int, *more: str | Path
) -> Path:
    """-> the checkpoint of a run, trained to the end"""
    out = args.out / "runs" / name
    out.mkdir(parents=True, exist_ok=True)
    path = out / "config.json"
    if path.exists() and json.loads(path.read_text()) != config:
        raise SystemExit(f"{out} was begun with another grid: give another --out")
    path.write_text(json.dumps(config, indent=1) + "\n")
    words = ["--config", path, "--out", out, "--minutes", 1]
    words += ["--shards", args.shards] if args.shards else ["--corpus", args.corpus]
    words += ["--tokenizer", args.tokenizers / f"{config['model']['codebook']}.json"]
    words += ["--max-steps", steps, "--seed", seed, "--device", args.device]
    words += ["--threads", args.threads, "--workers", args.workers, "--save-minutes", 1, *more]
    words += ["--compile"] * args.compile
    words += ["--precision", args.precision] if args.precision else []
    return train.train(train.parse_arguments([str(x) for x in words]))


def start_of(grid: dict, cell: Cell, args: argparse.Namespace) -> list[str | Path]:
    """What a run of the cell begins with: nothing, or the trunk in the cell's own states."""
    if "trunk" not in grid:
        return []
    path = args.out / "runs" / f"{cell.kind}.start.pt"
    if path.exists():
        return ["--init-from", path]
    trunk, saved = load_weights(
        run(args, "trunk", trunk_config(grid), grid["trunk"]["steps"], seed=99)
    )
    tokenizers = [
        Tokenizer.from_file(str(args.tokenizers / f"{x}.json")) for x in ("identity", cell.codebook)
    ]
    shape = ModelConfig(**config_of(grid, cell)["model"])
    weights = restated(trunk, shape, renaming(*tokenizers))
    torch.save({"average": weights, "tokens": saved["tokens"], "hours": saved["hours"]}, path)
    return ["--init-from", path]


def write_atomically(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text)
    part.rename(path)


def main(arguments: list[str] | None = None) -> dict:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--grid", type=Path, required=True)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--corpus", type=Path, help="files as JSON lines")
    source.add_argument("--shards", type=Path, help="folder of prime.corpus.shards, whole")
    parser.add_argument("--heldout", type=Path, required=True)
    parser.add_argument("--tokenizers", type=Path, required=True, help="a folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--precision", choices=("float32", "bf16"), help="as in training")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes that draw")
    parser.add_argument("--page", type=Path, default=None, help="put tables and plots there")
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    grid = json.loads(args.grid.read_text())
    cells = cells_of(grid)
    for name in sorted({c.codebook for c in cells}):
        if not (args.tokenizers / f"{name}.json").exists():
            raise SystemExit(f"no {name}.json in {args.tokenizers}: prime.tokens.codebook makes it")
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    kept = args.out / "cells.json"
    results = json.loads(kept.read_text()) if kept.exists() else {"grid": grid, "cells": {}}
    if results["grid"] != grid:
        raise SystemExit(f"{kept} was begun with another grid: give another --out")
    files = read_corpus(args.heldout)
    for number, cell in enumerate(cells, 1):
        if cell.name in results["cells"]:
            continue
        began = time.monotonic()
        log.info("cell %d of %d: %s", number, len(cells), cell.name)
        config = config_of(grid, cell)
        checkpoint = run(
            args, cell.name, config, grid["steps"], cell.seed, *start_of(grid, cell, args)
        )
        tokenizer = Tokenizer.from_file(str(args.tokenizers / f"{cell.codebook}.json"))
        found = measured(checkpoint, tokenizer, files, grid["measure"], args.device)
        results["cells"][cell.name] = {"cell": vars(cell), **found}
        write_atomically(kept, json.dumps(results) + "\n")
        minutes = (time.monotonic() - began) / 60
        log.info("%s took %.1f minutes on %s", cell.name, minutes, processor())
    if args.page:
        from prime.ablation.report import put_into  # not needed for training

        put_into(args.page, results)
    return results


if __name__ == "__main__":
    main()
