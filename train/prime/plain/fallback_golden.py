"""A tokenizer that falls back on bytes, as Llama's does, and what it makes of texts.

    python -m prime.plain.fallback_golden --out ../test/golden/fallbackTokenizer.json FILE…

The engine's reader of such tokenizers is held to it. Nothing is put before a text, as in a folder
that `prime.plain.convert` makes; a text with the mark of spaces in it is none of the cases, for the
public tokenizer gives it back as a space, and ours does not.
"""

import argparse
import json
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, decoders, models, normalizers, trainers

from prime.plain.vocabulary_file import read_vocabulary
from prime.release.byte_level_golden import TEXTS

BYTES = [f"<0x{i:02X}>" for i in range(256)]
SPECIAL = ["<unk>", "<s>", "</s>"]
VOCABULARY = 700


def trained(texts: list[str]) -> dict:
    """A tokenizer.json in the public form."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=[*SPECIAL, *BYTES], show_progress=False,
        limit_alphabet=80,
    )  # fmt: skip
    # learnt word by word, so that no piece but a run of spaces has one inside
    words = (f"▁{word}" for text in texts for word in [*text.split(), "", " ", "   "])
    tokenizer.train_from_iterator((w.replace(" ", "▁") for w in words), trainer)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback()])
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = data["added_tokens"][: len(SPECIAL)]  # bytes are pieces like others
    return data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    public = trained([file.read_text() for file in args.files])
    oracle = Tokenizer.from_str(json.dumps(public))
    oracle.normalizer = normalizers.Replace(" ", "▁")
    texts = [*TEXTS, "\n".join(TEXTS), *(file.read_text()[:4000] for file in args.files[:4])]
    texts = [text for text in texts if "▁" not in text]
    cases = [{"text": t, "ids": oracle.encode(t, add_special_tokens=False).ids} for t in texts]
    vocabulary = read_vocabulary(public)
    head = {
        "tool": "train/prime/plain/fallback_golden.py",
        "versions": {"tokenizers": tokenizers.__version__},
        "tolerance": 0,
    }
    body = {**head, "tokenizer": vocabulary.tokenizer, "special": vocabulary.special}
    args.out.write_text(json.dumps({**body, "cases": cases}, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
