"""The base's vocabulary cut to the tokens that a corpus uses most, its ids renumbered to be codes.

    python -m prime.pretrained.vocabulary --corpus DIR/train.jsonl --heldout DIR/heldout.jsonl \\
        --out DIR/base
    python -m prime.pretrained.vocabulary --tokenizer ../models/prime-base/tokenizer.json \\
        --out DIR/base

Writes `tokenizer.json`, `weights.pt` and, where it chooses, `vocabulary.json`: what was kept and
what it costs. The second form makes the weights for a vocabulary that was chosen before. A
token stays with all that it is merged from, so every text can still be written; a byte that the
base has no token for gets one that begins at the mean of all. Our special tokens begin at idle
ones of the base's. Codes are balanced clusters of the base's own embeddings: halved again and
again, so that tokens alike share their first digit.
"""

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

from prime.corpus.files import read_corpus, sample_texts
from prime.pretrained.base import byte_level, read_base
from prime.tokens.codebook import semantic_order
from prime.tokens.tokenizer import SPECIAL, renumber

log = logging.getLogger("prime.pretrained.vocabulary")

# ours -> the base's; the base knows an end of text and names of files
ROLES = {
    "<|pad|>": "<|endoftext|>", "<|end|>": "<|im_end|>", "<|file|>": "<filename>",
    "<|prefix|>": "<file_sep>", "<|hole_0|>": "<jupyter_code>", "<|hole_1|>": "<jupyter_output>",
    "<|hole_2|>": "<jupyter_text>", "<|hole_3|>": "<jupyter_script>", "<|hole_4|>": "<issue_start>",
    "<|hole_5|>": "<issue_comment>", "<|hole_6|>": "<issue_closed>", "<|hole_7|>": "<repo_name>",
}  # fmt: skip
NONE = -1  # the old id of a token that the base does not have
BATCH = 200  # texts


def count_tokens(tokenizer: Tokenizer, texts: list[str]) -> Counter:
    counts: Counter = Counter()
    for i in range(0, len(texts), BATCH):
        for one in tokenizer.encode_batch_fast(texts[i : i + BATCH], add_special_tokens=False):
            counts.update(one.ids)
    return counts


def closure(token: str, made_from: dict[str, tuple[str, str]], present: set[str]) -> set[str]:
    """The token and all that it is merged from, but what is present."""
    found: set[str] = set()
    waiting = [token]
    while waiting:
        one = waiting.pop()
        if one not in present and one not in found:
            found.add(one)
            waiting += made_from.get(one, ())
    return found


def cut(tokenizer: Tokenizer, special: Iterable[str], counts: Counter, size: int) -> Tokenizer:
    """The tokenizer with `size` tokens, ours in the place of its special ones."""
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary, merges = model["vocab"], model["merges"]
    made_from: dict[str, tuple[str, str]] = {}
    for a, b in merges:
        made_from.setdefault(a + b, (a, b))
    names = {i: token for token, i in vocabulary.items()}
    idle, room = set(special), size - len(SPECIAL)
    keep = set(ByteLevel.alphabet())
    wanted = [names[i] for i, _ in counts.most_common()]
    # merges stand in the order in which the base learnt them
    for token in [*wanted, *(a + b for a, b in merges)]:
        if len(keep) == room:
            break
        more = set() if token in idle else closure(token, made_from, keep)
        if len(keep) + len(more) <= room:
            keep |= more
    if len(keep) < room:
        raise ValueError(f"the base has {len(keep)} tokens to keep, {room} are wanted")
    ordered = sorted(keep, key=lambda t: (vocabulary.get(t, NONE), t))
    ids = {token: i for i, token in enumerate([*SPECIAL, *ordered])}
    return byte_level(ids, [[a, b] for a, b in merges if {a, b, a + b} <= keep])


def origins(tokenizer: Tokenizer, base: Tokenizer, roles: dict[str, str]) -> np.ndarray:
    """For each id of a cut tokenizer [V] the base's id of the same token, or NONE."""
    known = base.get_vocab()
    names = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return np.array([known.get(roles.get(token, token), NONE) for token, _ in names])


def rows_of(embedding: np.ndarray, old: np.ndarray) -> np.ndarray:
    """[V, C] rows of the base's embedding; a token that it does not have begins at their mean."""
    return np.where(old[:, None] == NONE, embedding.mean(0), embedding[old])


def codes_of(embedding: np.ndarray) -> np.ndarray:
    """code[id] by balanced clusters of the directions of vectors [V, C]; V a power of two."""
    centred = embedding - embedding.mean(0)
    size = np.linalg.norm(centred, axis=1, keepdims=True)
    code = np.empty(len(embedding), np.int64)
    code[semantic_order(centred / np.maximum(size, 1e-9))] = np.arange(len(embedding))
    return code


def characters_a_token(tokenizer: Tokenizer, texts: list[str]) -> float:
    return sum(map(len, texts)) / sum(count_tokens(tokenizer, texts).values())


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--heldout", type=Path)
    parser.add_argument("--tokenizer", type=Path, help="chosen before")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=16_384)
    parser.add_argument("--characters", type=int, default=24_000_000)
    args = parser.parse_args(arguments)
    if args.tokenizer is None and (args.corpus is None or args.heldout is None):
        parser.error("give --corpus and --heldout to choose a vocabulary by, or --tokenizer")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    base = read_base()
    args.out.mkdir(parents=True, exist_ok=True)
    wide = base.weights["embedding.weight"]
    if args.tokenizer is not None:
        tokenizer = Tokenizer.from_file(str(args.tokenizer))
    else:
        texts = list(sample_texts(read_corpus(args.corpus), args.characters))
        counts = count_tokens(base.tokenizer, texts)
        smaller = cut(base.tokenizer, base.special, counts, args.size)
        old = origins(smaller, base.tokenizer, ROLES)
        tokenizer = renumber(smaller, codes_of(rows_of(wide, old)))
        held_out = [f["text"] for f in read_corpus(args.heldout)][::7]
        facts = {
            "size": args.size,
            "baseTokensUsed": len(counts),
            "covered": sum(counts[i] for i in old[old != NONE]) / sum(counts.values()),
            "charactersATokenBefore": characters_a_token(base.tokenizer, held_out),
            "charactersATokenAfter": characters_a_token(tokenizer, held_out),
            "newBytes": int((old == NONE).sum()),
        }
        (args.out / "vocabulary.json").write_text(json.dumps(facts, indent=1) + "\n")
        log.info("%s", facts)
    tokenizer.save(str(args.out / "tokenizer.json"))
    rows = rows_of(wide, origins(tokenizer, base.tokenizer, ROLES))
    weights = {**base.weights, "embedding.weight": rows}
    torch.save({k: torch.from_numpy(v) for k, v in weights.items()}, args.out / "weights.pt")


if __name__ == "__main__":
    main()
