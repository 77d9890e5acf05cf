"""Stage 2: the light canvas, many canvases over each context of the frozen causal path.

    OMP_NUM_THREADS=1 torchrun --standalone --nproc-per-node 2 -m prime.pretrained.train_canvas \\
        --base DIR/base --adapters DIR/runs/causal/adapters.pt --corpus DIR/corpus/train.jsonl \\
        --out DIR/runs/canvas --minutes 90

Minimised over masked slots, the first ones counting most: half the cross-entropy of the token among
those that the known digits leave, half the divergence from the causal path's own distribution,
which knows the text to the left; and the length of each hole that ends, read at its query.
"""

import argparse
import logging
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from prime.corpus.files import read_corpus
from prime.pretrained.canvas import QUERY, LightCanvas
from prime.pretrained.causal import Causal
from prime.pretrained.drafts import HIDDEN, Drafts, Place, drafts, of_like_length, places
from prime.pretrained.steps import Run, Schedule, write
from prime.pretrained.weights import merged_causal
from prime.pretrained.windows import Window, WindowDraw, WindowMaker

log = logging.getLogger("prime.pretrained.train_canvas")

TOP = 32  # tokens of the teacher that are told apart
LENGTH_WEIGHT = 0.2
SLOTS = 250  # of a window, about: sums are divided by it
HOLES = 12  # likewise, for lengths
FIGURES = ["slots", "entropy", "divergence", "first", "firsts", "right", "length", "holes"]


class Context:
    """A window as the frozen causal path sees it."""

    def __init__(self, causal: Causal, w: Window, layers: tuple[int, ...], first: int) -> None:
        """first: the first token that is asked for"""
        self.window, self.first = w, first
        tokens = torch.from_numpy(w.tokens)[None]
        with torch.no_grad():
            hidden, made = causal(tokens, torch.arange(tokens.shape[1])[None])
            # row i tells what the causal path expects as token first + i
            self.teacher = causal.logits(hidden[0, first - 1 : -1]).log_softmax(-1)
        self.past = [made[i] for i in layers]


def draft_loss(
    canvas: LightCanvas, embedding: Tensor, context: Context, d: Drafts
) -> tuple[Tensor, dict[str, Tensor]]:
    x = canvas.vectors(embedding, d.tokens, d.shown)
    hidden = canvas(x, d.positions, d.remaining, context.past, d.mask)
    at = d.scored.flatten().nonzero()[:, 0]
    pick = lambda x: x.flatten().index_select(0, at)
    ids, shown, weight = pick(d.tokens), pick(d.shown), pick(d.weight)
    logits = F.linear(hidden.flatten(0, 1).index_select(0, at), embedding)
    base = canvas.codec.base
    group = torch.arange(len(embedding)) // base
    elsewhere = (shown == 1)[:, None] & (group != (ids // base)[:, None])
    law = logits.masked_fill(elsewhere, HIDDEN).log_softmax(-1)
    each = -law.gather(1, ids[:, None])[:, 0]
    entropy = (each * weight).sum()
    free = (shown == 0).nonzero()[:, 0]
    teacher = context.teacher[pick(d.positions)[free] - context.first]
    apart = divergence(teacher, law[free])
    first = (d.positions == d.positions[:, :1]) & (d.shown == 0).all(1, keepdim=True)
    leading = pick(first)
    figures = {
        "slots": torch.tensor(len(at)), "entropy": each.sum(), "divergence": apart.sum(),
        "first": each[leading].sum(), "firsts": leading.sum(),
        "right": (law.argmax(-1) == ids)[leading].sum(),
    }  # fmt: skip
    return (entropy + (apart * weight[free]).sum()) / 2, figures


def divergence(teacher: Tensor, law: Tensor) -> Tensor:
    """KL(teacher ‖ law) [N] of log laws [N, V], all but the teacher's top tokens as one."""
    top = teacher.topk(TOP, -1)
    p, q = top.values.exp(), law.gather(1, top.indices)
    rest = (1 - p.sum(-1)).clamp(min=1e-6)
    rest_law = (1 - q.exp().sum(-1)).clamp(min=1e-6)
    return (p * (top.values - q)).sum(-1) + rest * (rest.log() - rest_law.log())


def length_loss(
    canvas: LightCanvas, embedding: Tensor, context: Context, found: list[Place]
) -> tuple[Tensor, int]:
    """Cross-entropy of the lengths of the holes that end, and how many there are."""
    starts = torch.tensor(sorted({p.start for p in found if p.is_whole}), dtype=torch.long)
    n, t = len(starts), len(context.window.tokens)
    if n == 0:
        return torch.zeros(()), 0
    seen = torch.arange(t + 1) < starts[:, None]
    seen[:, t] = True
    mask = torch.zeros(n, t + 1).masked_fill(~seen, HIDDEN)[:, None, None]
    zero = torch.zeros(n, 1, dtype=torch.long)
    x = canvas.vectors(embedding, zero, zero + QUERY)
    hidden = canvas(x, starts[:, None], zero, context.past, mask)
    lengths = context.window.end - starts
    return F.cross_entropy(canvas.length_head(hidden[:, 0]), lengths, reduction="sum"), n


def window_loss(
    rng: np.random.Generator, canvas: LightCanvas, causal: Causal, w: Window, count: int
) -> tuple[Tensor, dict[str, Tensor]]:
    found = places(rng, w, count, canvas.max_hole)
    embedding = causal.embedding.weight
    context = Context(causal, w, canvas.layers, min(p.start for p in found))
    total, sums = torch.zeros(()), dict.fromkeys(FIGURES, torch.zeros(()))
    for group in of_like_length(found):
        d = drafts(rng, w, group, canvas.max_hole)
        loss, figures = draft_loss(canvas, embedding, context, d)
        total = total + loss / SLOTS
        sums |= {k: sums[k] + v for k, v in figures.items()}
    loss, holes = length_loss(canvas, embedding, context, found)
    sums |= {"length": loss, "holes": torch.tensor(holes)}
    return total + LENGTH_WEIGHT * loss / HOLES, {k: v.detach() for k, v in sums.items()}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--adapters", type=Path, help="of stage 1; absent: the base as it is")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", default="26,27,28,29", help="of the causal path")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--windows", type=int, default=1, help="of a step, in each process")
    parser.add_argument("--canvases", type=int, default=24, help="over each window")
    parser.add_argument("--init-from", type=Path, help="canvas.pt of an earlier run")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--max-steps", type=int)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(args.seed)
    causal, _ = merged_causal(args.base, args.adapters)
    is_narrow = args.precision == "bf16"
    canvas = LightCanvas(causal.c, [int(i) for i in args.layers.split(",")])
    canvas.begin_at(causal)
    if is_narrow:  # once, since what is frozen would be turned in every step
        causal.blocks.to(torch.bfloat16)
    narrow = torch.autocast("cpu", torch.bfloat16, enabled=is_narrow)
    before = {"positions": 0, "hours": 0.0}
    if args.init_from:
        earlier = torch.load(args.init_from, weights_only=True)
        canvas.load_state_dict(earlier["weights"])
        before = {k: earlier[k] for k in before}
    schedule = Schedule(args.rate, args.minutes, warm_up=30, falling=0.5)
    run = Run(canvas, args.out, schedule, keep=0.99, decay=0.01)
    # what an earlier run has read is not drawn again
    rng = np.random.default_rng([args.seed, before["positions"], run.rank, run.step])
    maker = WindowMaker(Tokenizer.from_file(str(args.base / "tokenizer.json")), canvas.max_hole)
    windows = WindowDraw(read_corpus(args.corpus), maker)

    def save() -> None:
        facts = {
            "layers": list(canvas.layers), "positions": before["positions"] + run.counted,
            "hours": before["hours"] + run.minutes / 60,
        }  # fmt: skip
        write({"weights": run.weights, **facts}, args.out / "canvas.pt")

    torch.set_num_threads(1 if run.world > 1 else torch.get_num_threads())
    while run.goes_on() and run.step != args.max_steps:
        sums = dict.fromkeys(FIGURES, torch.zeros(()))
        for _ in range(args.windows):
            w = windows.draw(rng)
            with narrow:
                loss, figures = window_loss(rng, canvas, causal, w, args.canvases)
            (loss / args.windows).backward()
            sums = {k: sums[k] + v for k, v in figures.items()}
        told = run.take_step(sums, "slots")
        mean = lambda a, b, told=told: told[a] / max(1.0, told[b])
        run.tell(
            {
                "entropy": mean("entropy", "slots"), "divergence": mean("divergence", "slots"),
                "first": mean("first", "firsts"), "right": mean("right", "firsts"),
                "length": mean("length", "holes"), "norm": told["norm"],
            },
            save,
        )  # fmt: skip
    run.save(save)
    run.close()


if __name__ == "__main__":
    main()
