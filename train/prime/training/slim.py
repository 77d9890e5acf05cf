"""What export and evaluation need of a checkpoint: the averaged weights, at half precision.

    python -m prime.training.slim RUN/checkpoint.pt --out average.pt

About a seventh of the checkpoint, so it fits where the whole does not. A run cannot be resumed from
it, but `--init-from` takes it. Half precision keeps 11 bits of a weight, more than int8 does.
"""

import argparse
from pathlib import Path

import torch


def slim(checkpoint: Path, out: Path) -> None:
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    average = {k: v.half() for k, v in saved["average"].items()}
    kept = {k: saved[k] for k in ("config", "limits", "tokens", "hours")}
    part = out.with_suffix(".part")
    torch.save({**kept, "average": average}, part)
    part.rename(out)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    slim(args.checkpoint, args.out)


if __name__ == "__main__":
    main()
