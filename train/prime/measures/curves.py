"""The losses of a training run as a picture.

    python -m prime.measures.curves --log RUN/log.jsonl --out losses.svg

Nats, as `prime/training/losses.py` means its figures, in means over a fiftieth of the run each.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from prime.measures.plot import Panel, page, ticks
from prime.training.losses import FIGURES

PARTS = 50


def curves(rows: list[dict]) -> dict[str, list[tuple[float, float]]]:
    """Of every loss but the total: (million packed tokens seen, mean)."""
    if not rows:
        raise SystemExit("the log has no step yet: train for a while")
    parts = np.array_split(np.arange(len(rows)), min(PARTS, len(rows)))
    mean = lambda part, key: float(np.mean([rows[i][key] for i in part]))
    return {key: [(mean(p, "tokens") / 1e6, mean(p, key)) for p in parts] for key in FIGURES[1:]}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    found = curves([json.loads(line) for line in args.log.read_text().splitlines()])
    every = [y for points in found.values() for _, y in points]
    seen = [x for points in found.values() for x, _ in points]
    x_ticks = ticks([0, max(seen)], 10 ** np.floor(np.log10(max(seen))) / 2)
    panel = Panel(50, "million packed tokens", "nats", x_ticks, ticks(every, 0.25), width=640)
    for number, points in enumerate(found.values()):
        panel.line(points, number)
    args.out.write_text(page("Losses while training", [panel], list(found)))


if __name__ == "__main__":
    main()
