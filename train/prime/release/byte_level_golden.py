"""A small tokenizer that reads as GPT-2's does, and what it makes of texts of every kind.

    python -m prime.release.byte_level_golden --out ../test/golden/byteLevelTokenizer.json FILE…

The engine's reader of such tokenizers (digits alone, white space that merges across newlines) is
held to it; the vocabulary is learnt from the files, with a few pieces that reach across newlines.
"""

import argparse
import json
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL = ["<|pad|>", "<|end|>", "<|file|>", "<|prefix|>", *(f"<|hole_{k}|>" for k in range(8))]
VOCABULARY = 900

TEXTS = [
    "",
    "const total = items.reduce((sum, item) => sum + item.price, 0);\n",
    "    def f(self, name: str, value: int = 12345) -> None:\n        self.name = name\n\n\n",
    "The quick brown fox, it said, jumps over 1000000 lazy dogs.\n\n## Heading\n\n- one\n- two\n",
    "a\r\nb\r\n\r\n\tc\r\n  \r\n  d \r\n\r\n",
    "\tif x {\n\t\treturn\n\t}\n\t\n\t\tx\n",
    "x  =   1    \n     y  \n\n   \n 7\n  77",
    "it's we're I'll they'd 'single' don''t 's'\n's\n't x",
    "emoji 🙂👩‍👩‍👧 and flags 🇫🇷\n🙂\n 🙂  🙂",
    "combining: e\u0301 a\u030a \u1e9b\u0323, Zalgo t\u0337\u0321\n\u0301\n \u0301",
    "日本語のテキスト、中文文本 и кириллица\n日本",
    "\u0000\u0001\u007f\u00a0\u2028\u2029\n\u3000\n\u3000x",
    "\U00010348\U0001d573 \u0378\n\ufeffa \ufeff b\x85c \x85 d",
    "lone \ufffd \ufffd\ufffd\n\ufffd",
    "<|end|><|hole_0|> is text, not a special token",
    "snake_case_name camelCaseName PascalCase $dollar _private __dunder__",
    " leading space and trailing ",
    "\n\n\n   \n",
    "\n",
    "   ",
    "\n" * 70 + "x" + " " * 130 + "y" + "\t" * 40 + "\n" * 5,
    "½ ² ٣٤٥ 3.14159 0xdeadbeef 1e-10 Ⅻ",
    "a \n b\n\n  c\n\t \n d  \n\n\n e",
    "x" * 700 + "\n" + "y" * 700,
]


def trained(files: list[Path]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
    ])  # fmt: skip
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    tokenizer.train_from_iterator((file.read_text() for file in files), trainer)
    return tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    plain = json.loads(trained(args.files).to_str())
    plain["added_tokens"] = []  # as our models ship it: no text encodes to one of them
    tokenizer = Tokenizer.from_str(json.dumps(plain))
    # A text by itself, and all of them as one document.
    texts = [*TEXTS, "\n".join(TEXTS), *(file.read_text()[:4000] for file in args.files[:4])]
    cases = [{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False).ids} for t in texts]
    head = {
        "tool": "train/prime/byte_level_golden.py",
        "versions": {"tokenizers": tokenizers.__version__},
        "tolerance": 0,
    }
    body = {**head, "tokenizer": plain, "cases": cases}
    args.out.write_text(json.dumps(body, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
