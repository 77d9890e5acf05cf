"""A byte-level BPE whose ids are codes.

    python -m prime.tokens.tokenizer --corpus DIR/train.jsonl --out DIR/bpe.json [--vocabulary 4096]

No merge crosses a newline, runs of two or more blanks are pieces of their own (indentation), and
numbers are cut after three digits. The regular expression means the same to Oniguruma and to
JavaScript with the `u` flag: no possessive quantifiers, no inline flags, no `\\s`.
"""

import argparse
import json
import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from prime.corpus.files import read_corpus, sample_texts

log = logging.getLogger("prime.tokens.tokenizer")

SPECIAL = ["<|pad|>", "<|end|>", "<|file|>", "<|prefix|>", *(f"<|hole_{k}|>" for k in range(8))]
PIECE = (
    r"\r?\n|[ \t]{2,}|\t"
    r"| ?[\p{L}\p{M}_]+"
    r"| ?\p{N}{1,3}"
    r"| ?[^ \t\r\n\p{L}\p{M}\p{N}_]+"
    r"| |\r"
)


def train_bpe(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECE), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        max_token_length=24,
    )
    tokenizer.train_from_iterator(texts, trainer)
    # The specials stay in the vocabulary but not among the added tokens: a document that spells
    # "<|end|>" is text, and no text can ever encode to a special id.
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(data))


def renumber(tokenizer: Tokenizer, code: np.ndarray) -> Tokenizer:
    """The same tokenizer with id i renamed to code[i], so that the id of a token is its code."""
    data = json.loads(tokenizer.to_str())
    vocabulary = {token: int(code[i]) for token, i in data["model"]["vocab"].items()}
    data["model"]["vocab"] = dict(sorted(vocabulary.items(), key=lambda item: item[1]))
    return Tokenizer.from_str(json.dumps(data))


def special_ids(tokenizer: Tokenizer) -> dict:
    ids = [tokenizer.token_to_id(s) for s in SPECIAL]
    return {"pad": ids[0], "end": ids[1], "file": ids[2], "prefix": ids[3], "holes": ids[4:]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocabulary", type=int, default=4096)
    parser.add_argument("--characters", type=int, default=30_000_000)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    files = read_corpus(args.corpus)
    tokenizer = train_bpe(sample_texts(files, args.characters), args.vocabulary)
    args.out.write_text(tokenizer.to_str(pretty=True))
    text = "".join(f["text"] for f in files[:300])
    tokens = len(tokenizer.encode(text).ids)
    log.info("%d tokens, %.3f characters a token", tokenizer.get_vocab_size(), len(text) / tokens)


if __name__ == "__main__":
    main()
