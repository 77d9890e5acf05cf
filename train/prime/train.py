"""Train a model for a number of minutes.

    python -m prime.train --config configs/prime-tiny.json --corpus train.jsonl \
        --tokenizer semantic.json --out RUN --minutes 70

The learning rate follows the share of the budget that has gone by: warm-up, constant, linear decay.
A run that was stopped goes on where it stood when the same command is given again. `--init-from`
begins a new schedule at the weights of another run.
"""

import argparse
import json
import logging
import time
from contextlib import nullcontext
from pathlib import Path

import torch
from tokenizers import Tokenizer

from prime.data import Documents, batches
from prime.losses import losses
from prime.model import Denoiser, ModelConfig
from prime.optimizer import optimizers
from prime.stream import Limits
from prime.tokenizer import read_corpus

log = logging.getLogger("prime.train")

RATES = {"matrix": 0.02, "table": 0.006, "head": 0.004, "gain": 0.006}


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


def load_weights(path: Path, device: str = "cpu") -> tuple[Denoiser, dict]:
    """The averaged weights of a checkpoint, and the checkpoint."""
    saved = torch.load(path, map_location=device, weights_only=True)
    model = Denoiser(ModelConfig(**saved["config"])).to(device)
    model.load_state_dict(saved["average"])
    return model.eval(), saved


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--max-steps", type=int, default=None, help="schedule by steps instead")
    parser.add_argument("--stop-after", type=int, default=None, help="stop here, to be resumed")
    parser.add_argument("--batch-tokens", type=int, default=None, help="packed positions a step")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--init-from", type=Path, default=None)
    parser.add_argument("--save-minutes", type=float, default=5.0)
    return parser.parse_args(arguments)


def train(args: argparse.Namespace) -> Path:
    """-> the checkpoint"""
    if args.threads:
        torch.set_num_threads(args.threads)
    config = json.loads(args.config.read_text())
    shape = ModelConfig(**config["model"])
    limits = Limits(**config.get("limits", {}))
    batch_tokens = args.batch_tokens or config["batchTokens"]
    torch.manual_seed(args.seed)
    model = Denoiser(shape).to(args.device)
    before = {"tokens": 0, "hours": 0.0}
    if args.init_from:
        saved = torch.load(args.init_from, map_location=args.device, weights_only=True)
        model.load_state_dict(saved["average"])
        before = {"tokens": saved["tokens"], "hours": saved["hours"]}
    table = torch.from_numpy(shape.codec.digits(range(shape.vocabulary))).to(args.device)
    steppers = optimizers(model, {**RATES, **config.get("rates", {})})
    average = Average(model, config.get("average", 0.999))
    state = {"step": 0, "place": (0, 0), "seconds": 0.0, "tokens": 0}
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=args.device, weights_only=True)
        model.load_state_dict(saved["model"])
        average.weights = saved["average"]
        for stepper, s in zip(steppers, saved["optimizers"], strict=True):
            stepper.load_state_dict(s)
        state, before = saved["state"], saved["before"]
        log.info("resumed at step %d", state["step"])
    documents = Documents(
        read_corpus(args.corpus), Tokenizer.from_file(str(args.tokenizer)), limits
    )
    stream = batches(
        documents,
        shape.codec,
        shape.order,
        batch_tokens,
        args.seed + 1,
        start=tuple(state["place"]),
    )
    log.info("%d parameters, %d threads", model.parameter_count(), torch.get_num_threads())
    if args.compile:
        for block in model.blocks:
            block.compile(dynamic=True)
    cast = torch.autocast("cuda", torch.bfloat16) if args.device == "cuda" else nullcontext()

    def save() -> None:
        torch.save(
            {
                "config": shape.as_dict(), "limits": vars(limits), "model": model.state_dict(),
                "average": average.weights, "optimizers": [s.state_dict() for s in steppers],
                "state": state, "before": before, "tokens": before["tokens"] + state["tokens"],
                "hours": before["hours"] + state["seconds"] / 3600,
            },
            checkpoint.with_suffix(".part"),
        )  # fmt: skip
        checkpoint.with_suffix(".part").rename(checkpoint)

    began = time.monotonic() - state["seconds"]
    saved_at = time.monotonic()
    with (args.out / "log.jsonl").open("a") as journal:
        while True:
            progress = (
                state["step"] / args.max_steps
                if args.max_steps
                else state["seconds"] / (60 * args.minutes)
            )
            if progress >= 1 or state["step"] == args.stop_after:
                break
            for stepper in steppers:
                for group in stepper.param_groups:
                    group["lr"] = group["peak"] * rate(progress)
            state["place"], batch = next(stream)
            with cast:
                loss = losses(model, batch.to(args.device), table)
            loss["total"].backward()
            for stepper in steppers:
                stepper.step()
                stepper.zero_grad(set_to_none=True)
            average.update(model, state["step"])
            state["step"] += 1
            state["tokens"] += int((batch.role > 0).sum())
            state["seconds"] = time.monotonic() - began
            row = {k: round(v.item(), 4) for k, v in loss.items()}
            row |= {
                "step": state["step"],
                "seconds": round(state["seconds"], 1),
                "tokens": state["tokens"],
            }
            journal.write(json.dumps(row) + "\n")
            if state["step"] % 20 == 0:
                journal.flush()
                log.info("%s", row)
            if time.monotonic() - saved_at > 60 * args.save_minutes:
                save()
                saved_at = time.monotonic()
    save()
    return checkpoint


def main(arguments: list[str] | None = None) -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(parse_arguments(arguments))


if __name__ == "__main__":
    main()
