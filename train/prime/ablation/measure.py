"""What one model of an ablation is worth, window by window and hole by hole.

Windows and holes depend on the held-out files and the limits alone, so models can be compared in
pairs.
"""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from prime.measures.denoise import RULES, Contexts, Fill, denoise, left_to_right
from prime.measures.evaluate import forbidden
from prime.measures.held_out import draw_windows, torch_scorer, window_sums
from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.windows.documents import Documents
from prime.windows.holes import draw_span
from prime.windows.stream import Limits, Window, cut_window

HOLE_KINDS = ("rest", "line", "part", "group")
LONGEST = 8  # tokens of a hole that is filled


def short_holes(documents: Documents, n: int, seed: int) -> tuple[list[Window], list[str]]:
    """Lone holes within a line, 1 to LONGEST tokens, and their texts; codebooks do not matter."""
    rng = np.random.default_rng(seed)
    windows, texts = [], []
    while len(windows) < n:
        f, at = documents.draw_file(rng)
        low = max(0, at - 4000)
        text = f["text"][low : at + 4000]
        a, b = draw_span(rng, text, at - low, HOLE_KINDS[len(windows) % len(HOLE_KINDS)])
        name = f["path"].rsplit("/", 1)[-1]
        limits = documents.limits
        w = cut_window(
            documents.tokenizer, documents.special, name, text, [(a, b)], limits.context, limits,
            np.random.default_rng(len(windows)),
        )  # fmt: skip
        if w is not None and text[a:b].strip() and 1 <= len(w.holes[0]) <= LONGEST:
            windows.append(w)
            texts.append(text[a:b])
    return windows, texts


def edit_similarity(a: str, b: str) -> float:
    """1 − Levenshtein / the longer of the two, as src/evaluation/editSimilarity.ts."""
    if a == b:
        return 1.0
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            last, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, last + (x != y))
    return 1 - row[-1] / max(len(a), len(b))


def filled(
    model: Denoiser, documents: Documents, windows: list[Window], texts: list[str], grids: list[int]
) -> dict:
    """By way of filling: hole by hole, exact or not, edit similarity, evaluations, idle share."""
    never = forbidden(documents.special)
    ways: dict[str, list[Fill]] = {}
    for i in range(0, len(windows), 64):
        contexts = Contexts(model, windows[i : i + 64], never)
        ways.setdefault("left-to-right", []).extend(left_to_right(contexts))
        for rule in RULES:
            for steps in grids:
                found = denoise(contexts, rule, steps, seed=i)
                ways.setdefault(f"{rule}-{steps}", []).extend(found)
    decode = documents.tokenizer.decode
    told = {}
    for way, fills in ways.items():
        written = [decode(f.tokens, skip_special_tokens=False) for f in fills]
        told[way] = {
            "exact": [int(w == t) for w, t in zip(written, texts, strict=True)],
            "similarity": [
                round(edit_similarity(w, t), 4) for w, t in zip(written, texts, strict=True)
            ],
            "evaluations": [f.evaluations for f in fills],
            "idle": [f.idle for f in fills],
        }
    return told


def measured(
    checkpoint: Path, tokenizer: Tokenizer, files: list[dict], asked: dict, device: str
) -> dict:
    """Every figure of a checkpoint, window by window and hole by hole. `asked`: the grid's."""
    model, saved = load_weights(checkpoint, device)
    limits = Limits(**saved["limits"])
    documents = Documents(files, tokenizer, limits)
    windows = draw_windows(documents, asked["windows"], 5)
    sums = window_sums(torch_scorer(model), model, windows, limits, tokenizer, 8, asked["pairs"])
    holes, texts = short_holes(documents, asked["holes"], 11)
    return {
        "parameters": model.parameter_count(),
        "steps": saved["state"]["step"],
        "tokens": saved["tokens"],
        "minutes": round(saved["state"]["seconds"] / 60, 2),
        "windows": {k: np.round(v, 4).tolist() for k, v in sums.items()},
        "holes": [len(w.holes[0]) for w in holes],
        "fills": filled(model, documents, holes, texts, asked["steps"]),
    }
