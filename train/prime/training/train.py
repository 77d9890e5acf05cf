"""Train a model for a number of minutes.

    python -m prime.training.train --config configs/prime-tiny.json --corpus train.jsonl \
        --tokenizer semantic.json --out RUN --minutes 70

The learning rate follows the share of the budget that has gone by: warm-up, constant, linear decay.
A run that was stopped goes on where it stood when the same command is given again. `--init-from`
begins a new schedule at the weights of another run.

Started by `torchrun --nproc-per-node N -m prime.training.train …`, N processes share every step. A
step takes one batch from each lane; a process with several lanes adds up their gradients.
"""

import argparse
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from prime.corpus.files import read_corpus
from prime.network.model import Denoiser
from prime.training.config import Config
from prime.training.loader import batches
from prime.training.losses import FIGURES, counts, losses
from prime.training.optimizer import optimizers
from prime.training.processor import processor
from prime.training.ranks import Gradients, Ranks, joined
from prime.training.throughput import Throughput, work
from prime.windows.batch import Batch
from prime.windows.documents import Documents, Shards
from prime.windows.draw import Draw

log = logging.getLogger("prime.training.train")


def rate(progress: float, warm: float = 0.02, decay_from: float = 0.4) -> float:
    """Share of the peak learning rate; progress in [0, 1] is the share of the budget used."""
    if progress < warm:
        return max(progress / warm, 0.02)
    return 1.0 if progress < decay_from else max(0.0, (1 - progress) / (1 - decay_from))


class Average:
    """Exponential moving average of the weights, which is what is kept."""

    def __init__(self, model: Denoiser, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in model.named_parameters()}

    @torch.no_grad()
    def update(self, model: Denoiser, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        new = dict(model.named_parameters())
        torch._foreach_lerp_(list(self.weights.values()), [new[k] for k in self.weights], 1 - decay)


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--corpus", type=Path, help="files as JSON lines")
    source.add_argument(
        "--shards", type=Path, help="folder of prime.corpus.shards; may grow meanwhile"
    )
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--max-steps", type=int, default=None, help="schedule by steps instead")
    parser.add_argument("--stop-after", type=int, default=None, help="stop here, to be resumed")
    parser.add_argument(
        "--batch-tokens", type=int, default=None, help="packed positions a step, of all lanes"
    )
    parser.add_argument("--lanes", type=int, default=None, help="batches a step; one a process")
    parser.add_argument("--row", type=int, default=None, help="pack windows into rows this long")
    parser.add_argument("--workers", type=int, default=0, help="processes that draw, a lane")
    parser.add_argument("--peak-tflops", type=float, default=None, help="of one device, bf16")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument(
        "--precision", choices=("float32", "bf16"), help="of products; bf16 on a GPU, else float32"
    )
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--init-from", type=Path, default=None)
    parser.add_argument("--save-minutes", type=float, default=5.0)
    return parser.parse_args(arguments)


def train(args: argparse.Namespace) -> Path:
    """-> the checkpoint"""
    with joined(args.device) as ranks:
        return Run(args, ranks).train()


def lane_starts(places: list[tuple[int, int]], lanes: int) -> list[tuple[int, int]]:
    """Where each lane goes on; another number of lanes cuts its pools otherwise: at a new one."""
    if len(places) == lanes:
        return places
    return [(max(p for p, _ in places) + 1, 0)] * lanes


class Run:
    """One process's part of a training run."""

    def __init__(self, args: argparse.Namespace, ranks: Ranks) -> None:
        self.args, self.ranks = args, ranks
        if args.threads:
            torch.set_num_threads(args.threads)
        self.config = Config.of(json.loads(args.config.read_text()))
        self.shape, self.limits = self.config.model, self.config.limits
        self.lanes = args.lanes or max(ranks.world, self.config.lanes)
        if self.lanes % ranks.world:
            raise SystemExit(
                f"--lanes {self.lanes} cannot be shared equally by {ranks.world} processes"
            )
        args.out.mkdir(parents=True, exist_ok=True)
        self.checkpoint = args.out / "checkpoint.pt"
        self.load()
        self.table = torch.from_numpy(self.shape.codec.digits(range(self.shape.vocabulary)))
        self.table = self.table.to(ranks.device)
        self.throughput = Throughput(args.peak_tflops, ranks.world)
        self.gradients = Gradients(self.model, len(FIGURES))
        if args.compile:
            fixed = bool(args.row or self.config.row)
            for block in self.model.blocks:
                block.compile(dynamic=not fixed)

    def load(self) -> None:
        args, device = self.args, self.ranks.device
        read = lambda path: torch.load(path, map_location=device, weights_only=True)
        torch.manual_seed(args.seed)
        self.model = Denoiser(self.shape).to(device)
        self.before = {"tokens": 0, "hours": 0.0}
        resume = self.checkpoint.exists()
        if args.init_from and not resume:
            saved = read(args.init_from)
            self.model.begin_at(saved["average"])
            self.before = {"tokens": saved["tokens"], "hours": saved["hours"]}
        self.steppers = optimizers(self.model, self.config.rates, self.ranks)
        self.average = Average(self.model, self.config.average)
        self.state = {"step": 0, "places": [(0, 0)] * self.lanes, "seconds": 0.0, "tokens": 0}
        if not resume:
            return
        saved = read(self.checkpoint)
        self.model.load_state_dict(saved["model"])
        self.average.weights = saved["average"]
        for stepper, s in zip(self.steppers, saved["optimizers"], strict=True):
            stepper.load_state_dict(s)
        state, self.before = saved["state"], saved["before"]
        places = state.pop("places", None) or [state.pop("place")]
        self.state = {**state, "places": lane_starts([tuple(p) for p in places], self.lanes)}
        log.info("resumed at step %d", state["step"])

    def save(self) -> None:
        state, before = self.state, self.before
        part = self.checkpoint.with_suffix(".part")
        torch.save(
            {
                "config": self.shape.as_dict(), "limits": vars(self.limits),
                "model": self.model.state_dict(), "average": self.average.weights,
                "optimizers": [s.state_dict() for s in self.steppers],
                "state": state, "before": before, "tokens": before["tokens"] + state["tokens"],
                "hours": before["hours"] + state["seconds"] / 3600,
            },
            part,
        )  # fmt: skip
        part.rename(self.checkpoint)

    def streams(self) -> dict[int, Iterator]:
        """The batches of this process's lanes."""
        args, config, shape = self.args, self.config, self.shape
        row = args.row or config.row
        tokens = (args.batch_tokens or config.batchTokens) // self.lanes
        if row and tokens < row:
            raise SystemExit(f"{tokens} positions a lane are less than one row of {row}")
        draw = Draw(
            shape.codec, shape.order, tokens, args.seed + 1, row,
            pairs=config.pairs, context_loss=config.contextLoss, holes=config.holes,
            curriculum=config.curriculum,
        )  # fmt: skip

        def documents() -> Documents:
            tokenizer = Tokenizer.from_file(str(args.tokenizer))
            if args.shards:
                return Shards(args.shards, tokenizer, self.limits)
            return Documents(read_corpus(args.corpus), tokenizer, self.limits)

        if not args.workers:  # every lane draws in this process, from the same files
            documents = cache(documents)
        return {
            lane: batches(documents, draw, self.state["places"][lane], lane, args.workers)
            for lane in self.ranks.share(self.lanes)
        }

    def agree(self, drawn: dict[int, tuple], seconds: float) -> tuple[Tensor, dict]:
        """-> the counts of the whole step, and the state after it: one small sum over processes.

        The first process's clock is everybody's, so all of them stop at the same step.
        """
        told = torch.zeros(7 + 2 * self.lanes, dtype=torch.float64)
        told[0] = seconds if self.ranks.first else 0
        for lane, (place, batch) in drawn.items():
            told[1] += int((batch.role > 0).sum())
            told[2:6] += counts(batch, self.shape.codec.base, self.config.loss)
            told[6] += work(self.model, batch)
            told[7 + 2 * lane : 9 + 2 * lane] = torch.tensor(place)
        self.ranks.sum_(told)
        at = [int(x) for x in told[7:]]
        state = {
            "step": self.state["step"] + 1,
            "places": list(zip(at[::2], at[1::2], strict=True)),
            "seconds": told[0].item(),
            "tokens": self.state["tokens"] + int(told[1]),
        }
        self.throughput.add(int(told[1]), told[6].item())
        return told[2:6], state

    def progress(self, seconds: float) -> float:
        """Share of the budget that is used."""
        if self.args.max_steps:
            return self.state["step"] / self.args.max_steps
        return seconds / (60 * self.args.minutes)

    def cast(self) -> AbstractContextManager:
        """Matrix products in bfloat16, all else in float32."""
        kind = self.ranks.device.split(":")[0]
        precision = self.args.precision or ("float32" if kind == "cpu" else "bf16")
        return torch.autocast(kind, torch.bfloat16) if precision == "bf16" else nullcontext()

    def step(self, parts: list[Batch], of: Tensor, progress: float) -> dict[str, float]:
        """-> the FIGURES of the step"""
        for stepper in self.steppers:
            for group in stepper.param_groups:
                group["lr"] = group["peak"] * rate(progress)
        device = self.ranks.device
        self.gradients.clear()
        for batch in parts:
            with self.cast():
                loss, figures = losses(
                    self.model, batch.to(device), self.table, of, self.config.loss
                )
            loss.backward()
            self.gradients.figures += figures
        self.ranks.sum_(self.gradients.buffer)
        for stepper in self.steppers:
            stepper.step()
        self.average.update(self.model, self.state["step"])
        return dict(zip(FIGURES, self.gradients.figures.tolist(), strict=True))

    def train(self) -> Path:
        log.info(
            "%d parameters, %d processes of %d threads, %d lanes, on %s",
            self.model.parameter_count(),
            self.ranks.world,
            torch.get_num_threads(),
            self.lanes,
            processor(),
        )
        streams = self.streams()
        before, began = self.state["seconds"], None
        saved_at = time.monotonic()
        journal = (self.args.out / "log.jsonl").open("a") if self.ranks.first else None
        while self.state["step"] != self.args.stop_after:
            drawn = {lane: next(stream) for lane, stream in streams.items()}
            seconds = before + (0 if began is None else time.monotonic() - began)
            of, state = self.agree(drawn, seconds)
            progress = self.progress(state["seconds"])
            if progress >= 1:
                break
            figures = self.step([batch for _, batch in drawn.values()], of, progress)
            if began is None:
                # files are loaded and blocks compiled: had that counted, it would be the warm-up
                began = time.monotonic()
            self.state = state
            if journal is None:
                continue
            row = {k: round(v, 4) for k, v in figures.items()}
            row |= {k: round(state[k], 1) for k in ("step", "seconds", "tokens")}
            journal.write(json.dumps(row) + "\n")
            if state["step"] % 20 == 0:
                journal.flush()
                log.info("%s %s", row, self.throughput.told())
            if time.monotonic() - saved_at > 60 * self.args.save_minutes:
                self.save()
                saved_at = time.monotonic()
        if journal is not None:
            journal.close()
            self.save()
        return self.checkpoint


def main(arguments: list[str] | None = None) -> None:
    level = logging.INFO if os.environ.get("RANK", "0") == "0" else logging.WARNING
    logging.basicConfig(level=level, format="%(message)s")
    train(parse_arguments(arguments))


if __name__ == "__main__":
    main()
