"""Measure a model on repositories it never saw.

    python -m prime.measures.evaluate --checkpoint RUN/checkpoint.pt --corpus heldout.jsonl \
        --tokenizer semantic.json --windows 512 --fills 200 [--graph denoiser.onnx] [--out m.json]

`--graph` measures the likelihoods through an exported graph, so that its int8 weights are counted.
"""

import argparse
import json
import logging
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from prime.corpus.files import read_corpus
from prime.measures.decode import Filler
from prime.measures.held_out import draw_windows, figures, graph_scorer, torch_scorer, window_sums
from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.windows.documents import Documents
from prime.windows.holes import draw_span
from prime.windows.stream import Limits, Window, cut_window

log = logging.getLogger("prime.measures.evaluate")


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


def forbidden(special: dict) -> list[int]:
    """Tokens that are no text."""
    return [special["pad"], special["end"], special["file"], special["prefix"], *special["holes"]]


@torch.no_grad()
def fills(model: Denoiser, documents: Documents, n: int) -> dict:
    special = documents.special
    never = forbidden(special)
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
    windows = draw_windows(documents, args.windows, 5)
    score = graph_scorer(args.graph, model) if args.graph else torch_scorer(model)
    chunk = 1 if args.graph else 8
    result = figures(window_sums(score, model, windows, limits, tokenizer, chunk))
    if args.fills:
        result |= fills(model, documents, args.fills)
    result = {k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}
    log.info("%s", json.dumps(result, indent=1))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n")
    return result


if __name__ == "__main__":
    main()
