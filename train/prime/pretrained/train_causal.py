"""Stage 1: the causal path learns to fill holes. Resumable; on one or several processes.

    OMP_NUM_THREADS=1 torchrun --standalone --nproc-per-node 2 -m prime.pretrained.train_causal \\
        --base DIR/base --corpus DIR/corpus/train.jsonl --out DIR/runs/causal --minutes 90

Next tokens of the middles, their `<|end|>` (one token of some two hundred: `--end-weight` makes it
count more), and at half the weight the tokens before them, of which each is the first of a hole as
well. Matrices change by LoRA of rank 16, the vectors of our special tokens freely; `--rank 0`
learns all weights. `--keep` asks there for the untrained base's own law beside the next token, so
that what it knows of other text stays. `--init-from` begins a new schedule at what an earlier run
of this rank or a lower one learnt. `--precision bf16` and `--compile` make six times as many tokens
a second on a processor with AMX, and are what a GPU wants; there `--workers` draw the windows.
"""

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from prime.corpus.files import read_corpus
from prime.pretrained.causal import Causal, causal_from, widened
from prime.pretrained.steps import Run, Schedule, write
from prime.pretrained.windows import Window, WindowDraw, WindowMaker, like_lengths
from prime.tokens.tokenizer import SPECIAL

log = logging.getLogger("prime.pretrained.train_causal")

BEFORE = 256  # tokens before a middle that are learnt too
BEFORE_WEIGHT = 0.5
MIDDLES = 512  # weights of a step are divided by this, however many there are


class Adapter(nn.Module):
    """What stage 1 learns: low-rank changes and the rows of the special tokens, or all weights."""

    def __init__(self, causal: Causal, special: Tensor, is_whole: bool) -> None:
        """special [n] ids"""
        super().__init__()
        self.causal, self.is_whole = causal.requires_grad_(is_whole), is_whole
        if is_whole:
            return
        for name, p in causal.named_parameters():
            p.requires_grad_(name.endswith((".a", ".b")))
        self.register_buffer("ids", special, persistent=False)
        self.special = nn.Parameter(causal.embedding.weight[special].clone())

    def table(self) -> Tensor:
        table = self.causal.embedding.weight
        return table if self.is_whole else table.index_copy(0, self.ids, self.special)


Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


class Batches(IterableDataset):
    """Batches without end, from windows that each process and worker draws for itself."""

    def __init__(
        self, windows: WindowDraw, seed: list[int], tokens: int, end_weight: float
    ) -> None:
        self.windows, self.seed, self.tokens = windows, seed, tokens
        self.end_weight = end_weight

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        rng = np.random.default_rng([*self.seed, 0 if worker is None else worker.id])
        special = self.windows.maker.special
        ids = {special["pad"], special["file"], special["prefix"], *special["holes"]}
        for windows in like_lengths(self.windows, rng, self.tokens):
            yield collate(windows, ids, self.end_weight)


def collate(windows: list[Window], special: set[int], end_weight: float) -> Batch:
    """-> tokens [B, T]; of each target its row in [B·T], its id, its weight, if in a middle [N]

    special: ids that are not asked for
    """
    width = max(len(w.tokens) for w in windows)
    tokens = np.zeros((len(windows), width), np.int64)
    found = []
    for i, w in enumerate(windows):
        tokens[i, : len(w.tokens)] = w.tokens
        at = np.arange(max(1, w.begin - BEFORE), len(w.tokens))
        at = at[[t not in special for t in w.tokens[at].tolist()]]
        inside = at >= w.begin
        weight = np.where(inside, 1.0, BEFORE_WEIGHT)
        if not w.more:
            weight[-1] = end_weight
        found.append((i * width + at - 1, w.tokens[at], weight, inside))
    rows, ids, weights, inside = (np.concatenate(x) for x in zip(*found, strict=True))
    tensor = torch.from_numpy
    return tensor(tokens), tensor(rows), tensor(ids), tensor(weights).float(), tensor(inside)


def losses(
    adapter: Adapter, batch: Batch, end: int, base: Causal | None = None, keep: float = 0.0
) -> tuple[Tensor, dict[str, Tensor]]:
    """-> what to minimise; sums of nats and counts, in the middles, at their ends, before them

    end: id of `<|end|>`; base: the untrained network, from whose law the share `keep` of
    what counts before the middles is the divergence, KL(base || learnt)
    """
    tokens, rows, ids, weights, inside = batch
    table = adapter.table()
    positions = torch.arange(tokens.shape[1], device=tokens.device)[None]
    hidden, _ = adapter.causal(tokens, positions, table=table)
    logits = adapter.causal.logits(hidden.flatten(0, 1).index_select(0, rows), table)
    each = F.cross_entropy(logits, ids, reduction="none")
    ends = ids == end
    figures = {
        "middle": each[inside].sum(), "middles": inside.sum(),
        "end": each[ends].sum(), "ends": ends.sum(),
        "before": each[~inside].sum(), "befores": (~inside).sum(),
        "tokens": torch.tensor(tokens.numel(), device=tokens.device),
    }  # fmt: skip
    if base is not None:
        with torch.no_grad():
            hidden, _ = base(tokens, positions)
            law = base.logits(hidden.flatten(0, 1).index_select(0, rows[~inside])).float()
        learnt = logits[~inside].float().log_softmax(-1)
        apart = F.kl_div(learnt, law.log_softmax(-1), reduction="none", log_target=True).sum(-1)
        figures["apart"] = apart.sum()
        each = each.masked_scatter(~inside, ((1 - keep) * each[~inside] + keep * apart).to(each))
    return (each * weights).sum() / MIDDLES, figures


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True, help="of prime.pretrained.vocabulary")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rank", type=int, default=16, help="0: all weights")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--precision", choices=["float32", "bf16"], default="float32")
    parser.add_argument("--compile", action="store_true", help="the layers; needs a C++ compiler")
    parser.add_argument("--workers", type=int, default=0, help="processes that draw windows")
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--end-weight", type=float, default=1, help="of `<|end|>`, middles being 1")
    parser.add_argument("--keep", type=float, default=0, help="share of the base's law, 0 to 1")
    parser.add_argument("--tokens", type=int, default=1100, help="of a step, in each process")
    parser.add_argument("--init-from", type=Path, help="adapters.pt of an earlier run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-steps", type=int)
    args = parser.parse_args(arguments)
    if not 0 <= args.keep <= 1:
        parser.error("--keep is a share: give 0 to 1")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(args.seed)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    maker = WindowMaker(tokenizer)
    ids = [tokenizer.token_to_id(name) for name in SPECIAL]
    weights = torch.load(args.base / "weights.pt", weights_only=True, mmap=True)
    adapter = Adapter(causal_from(weights, args.rank), torch.tensor(ids), args.rank == 0)
    before = {"tokens": 0, "hours": 0.0}
    if args.init_from:
        earlier = torch.load(args.init_from, weights_only=True)
        learnt = widened(earlier["adapters"], adapter.state_dict())
        adapter.load_state_dict(learnt, strict=False)
        before = {k: earlier[k] for k in before}
    adapter.to(args.device)
    base = causal_from(weights).to(args.device) if args.keep > 0 else None
    if args.compile:
        for network in filter(None, (adapter.causal, base)):
            for block in network.blocks:
                block.compile(dynamic=True)
    schedule = Schedule(args.rate, args.minutes, warm_up=10, falling=0.6)
    run = Run(adapter, args.out, schedule, keep=0.98)
    # what an earlier run has read is not drawn again, nor by a resumed one
    windows = WindowDraw(read_corpus(args.corpus), maker)
    seed = [args.seed, before["tokens"], run.rank, run.step]
    drawn = Batches(windows, seed, args.tokens, args.end_weight)
    batches = iter(DataLoader(drawn, batch_size=None, num_workers=args.workers))
    narrow = torch.autocast(args.device, torch.bfloat16, enabled=args.precision == "bf16")

    def save() -> None:
        hours = before["hours"] + run.minutes / 60
        facts = {"rank": args.rank, "tokens": before["tokens"] + run.counted, "hours": hours}
        write({"adapters": run.weights, **facts}, args.out / "adapters.pt")

    torch.set_num_threads(1 if run.world > 1 else torch.get_num_threads())
    while run.goes_on() and run.step != args.max_steps:
        batch = [x.to(args.device, non_blocking=True) for x in next(batches)]
        with narrow:
            total, figures = losses(adapter, batch, maker.special["end"], base, args.keep)
        total.backward()
        sums = run.take_step(figures, "tokens")
        run.tell(
            {
                "middle": sums["middle"] / max(1, sums["middles"]),
                "end": sums["end"] / max(1, sums["ends"]),
                "before": sums["before"] / max(1, sums["befores"]), "norm": sums["norm"],
                **({"apart": sums["apart"] / max(1, sums["befores"])} if "apart" in sums else {}),
            },
            save,
        )  # fmt: skip
    run.save(save)
    run.close()


if __name__ == "__main__":
    main()
