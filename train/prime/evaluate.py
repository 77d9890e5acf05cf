"""Measure a model on repositories it never saw.

    python -m prime.evaluate --checkpoint RUN/checkpoint.pt --corpus heldout.jsonl \
        --tokenizer semantic.json --windows 512 --fills 200 [--graph denoiser.onnx] [--out m.json]

`--graph` measures the likelihoods through an exported graph, so that its int8 weights are counted.
"""

import argparse
import json
import logging
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from prime.data import Batch, Documents, attention_mask, collate
from prime.decode import Filler
from prime.holes import draw_span
from prime.likelihood import bound_terms
from prime.model import Denoiser
from prime.noise import antithetic_times, visible
from prime.stream import Limits, Window, cut_window
from prime.tokenizer import read_corpus, special_ids
from prime.train import load_weights

log = logging.getLogger("prime.evaluate")

Scorer = Callable[
    [Batch, Tensor], tuple[Tensor, Tensor]
]  # rows -> logits, length logits at queries


def torch_scorer(model: Denoiser) -> Scorer:
    def score(batch: Batch, rows: Tensor) -> tuple[Tensor, Tensor]:
        x = model.packed(batch.states, batch.positions, batch.remaining, batch.role)
        return model.head(x[rows]), model.length_head(x[batch.query_rows])

    return score


def graph_scorer(path: Path, model: Denoiser) -> Scorer:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    c = model.c
    empty = np.zeros((c.layers, 1, c.kv_heads, 0, c.head_dim), np.float32)

    def score(batch: Batch, rows: Tensor) -> tuple[Tensor, Tensor]:
        assert len(batch.states) == 1, "the graph selects the same rows of every window"
        mask = torch.where(attention_mask(batch.role), 0.0, -1e9).numpy()
        both = torch.cat([rows, batch.query_rows]).numpy()
        out = session.run(
            ["logits", "length_logits"],
            {
                "states": batch.states.numpy(), "positions": batch.positions.numpy(),
                "remaining": batch.remaining.numpy(), "mask": mask.astype(np.float32),
                "past_keys": empty, "past_values": empty, "select": both,
            },
        )  # fmt: skip
        n = len(rows)
        return torch.from_numpy(out[0][0, :n]), torch.from_numpy(out[1][0, n:])

    return score


def noise_copies(
    rng: np.random.Generator, t: np.ndarray, counts: np.ndarray, length: int, order: str
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The complementary pair of given times: both copies are fair draws."""
    first = np.repeat(t, counts)
    second = np.repeat(np.maximum(1 - t, 1e-3), counts)
    clocks = rng.random((int(counts.sum()), length))
    return [(first, visible(clocks, first, order)), (second, visible(1 - clocks, second, order))]


@torch.no_grad()
def likelihoods(
    score: Scorer,
    model: Denoiser,
    windows: list[Window],
    limits: Limits,
    tokenizer: Tokenizer,
    chunk: int,
) -> dict:
    """Nats a token and bits a character of the middles."""
    c, codec = model.c, model.c.codec
    table = torch.from_numpy(codec.digits(range(c.vocabulary)))
    end = special_ids(tokenizer)["end"]
    rng = np.random.default_rng(7)
    times = antithetic_times(rng, len(windows))
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].tokens))
    sums = dict.fromkeys(("next", "bound", "joint", "length"), 0.0)
    tokens = characters = holes = top1 = top3 = 0
    per_window = []
    for i in range(0, len(order), chunk):
        part = order[i : i + chunk]
        group = [windows[j] for j in part]
        counts = np.array([sum(map(len, w.holes)) for w in group])
        noise = noise_copies(rng, times[part], counts, c.length, c.order)
        batch = collate(group, noise, codec, limits)
        of_middle = batch.next_in_tail & (batch.next_targets != end)
        nexts = batch.next_rows[of_middle]
        logits, lengths = score(batch, torch.cat([nexts, batch.canvas_rows]))
        n = len(nexts)
        following = torch.nn.functional.cross_entropy(
            logits[:n], batch.next_targets[of_middle], reduction="sum"
        )
        marginal, joint = bound_terms(
            logits[n:], batch.canvas_digits, batch.canvas_targets, batch.canvas_times,
            table, codec.base, c.order,
        )  # fmt: skip
        sums["next"] += float(following)
        sums["bound"] += float(marginal.double().sum()) / 2  # two copies
        sums["joint"] += float(joint.double().sum()) / 2
        sums["length"] += float(
            torch.nn.functional.cross_entropy(lengths, batch.query_targets, reduction="sum")
        )
        best = lengths.topk(3).indices
        top1 += int((best[:, 0] == batch.query_targets).sum())
        top3 += int((best == batch.query_targets[:, None]).any(1).sum())
        tokens += int(counts.sum())
        holes += len(batch.query_targets)
        characters += sum(len(tokenizer.decode(h.tolist(), False)) for w in group for h in w.holes)
        # sums of each window, for the standard error of the ratio
        owner = batch.canvas_rows // batch.role.shape[1]
        mine = torch.zeros(len(group)).index_add_(0, owner, marginal.float()) / 2
        per_window += zip(mine.tolist(), counts.tolist(), strict=True)
    x, n = np.array(per_window).T
    error = float(((x - n * sums["bound"] / tokens) ** 2).sum() ** 0.5 / tokens)
    bits = lambda nats: nats / math.log(2) / characters
    return {
        "windows": len(windows), "holes": holes, "tokens": tokens, "characters": characters,
        "leftToRightNats": sums["next"] / tokens,
        "boundNats": sums["bound"] / tokens,
        "jointFormNats": sums["joint"] / tokens,
        "leftToRightBitsPerCharacter": bits(sums["next"]),
        "boundBitsPerCharacter": bits(sums["bound"]),
        "boundStandardError": error,
        "lengthNats": sums["length"] / holes,
        "lengthAccuracy": top1 / holes, "lengthTop3": top3 / holes,
    }  # fmt: skip


def one_line_windows(documents: Documents, n: int, seed: int) -> list[tuple[Window, str]]:
    """Holes of one line, 1 to 24 tokens: half whole lines, half the rest of a line."""
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < n:
        f, at = documents.draw_file(rng)
        a, b = draw_span(rng, f["text"], at, ("line", "rest")[len(found) % 2])
        if not f["text"][a:b].strip():
            continue
        name = f["path"].rsplit("/", 1)[-1]
        w = cut_window(
            documents.tokenizer, documents.special, name, f["text"], [(a, b)],
            documents.limits.context, documents.limits, np.random.default_rng(3),
        )  # fmt: skip
        if w is not None and 1 <= len(w.holes[0]) <= 24:
            found.append((w, f["text"][a:b]))
    return found


@torch.no_grad()
def fills(model: Denoiser, documents: Documents, n: int) -> dict:
    special = documents.special
    never = [special["pad"], special["end"], special["file"], special["prefix"], *special["holes"]]
    hits = dict.fromkeys(("trueLength", "predictedLength", "leftToRight"), 0)
    evaluations = tokens = 0
    for w, text in one_line_windows(documents, n, 11):
        filler = Filler(model, w, documents.limits, never)
        same = lambda ids, text=text: documents.tokenizer.decode(ids, False) == text
        size = len(w.holes[0])
        ids, used = filler.diffuse(size)
        evaluations, tokens = evaluations + used, tokens + size
        hits["trueLength"] += same(ids)
        guess = int(filler.length_logits()[: documents.limits.maxHole + 1].argmax())
        hits["predictedLength"] += same(ids if guess == size else filler.diffuse(guess)[0])
        hits["leftToRight"] += same(filler.left_to_right(documents.limits.maxHole, special["end"]))
    result = {f"exactMatch{k[0].upper()}{k[1:]}": v / n for k, v in hits.items()}
    return {"fills": n, **result, "evaluationsPerToken": evaluations / tokens}


def main(arguments: list[str] | None = None) -> dict:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--windows", type=int, default=512)
    parser.add_argument("--fills", type=int, default=0)
    parser.add_argument("--graph", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=None)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model, saved = load_weights(args.checkpoint)
    limits = Limits(**saved["limits"])
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    documents = Documents(read_corpus(args.corpus), tokenizer, limits)
    rng = np.random.default_rng(5)
    windows = []
    while len(windows) < args.windows:
        w = documents.draw(rng, limits.context)
        if sum(map(len, w.holes)):
            windows.append(w)
    score = graph_scorer(args.graph, model) if args.graph else torch_scorer(model)
    result = likelihoods(score, model, windows, limits, tokenizer, 1 if args.graph else 8)
    if args.fills:
        result |= fills(model, documents, args.fills)
    result = {k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}
    log.info("%s", json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n")
    return result


if __name__ == "__main__":
    main()
