"""Adds the tokens of every repository to the corpus report.

python -m prime.corpus.tally --corpus DIR --tokenizer semantic.json --report corpus-report.json
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

from prime.corpus.files import read_corpus


def count(files: list[dict], tokenizer: Tokenizer) -> Counter[str]:
    tokens: Counter[str] = Counter()
    for i in range(0, len(files), 256):
        part = files[i : i + 256]
        encoded = tokenizer.encode_batch_fast([f["text"] for f in part], add_special_tokens=False)
        for f, e in zip(part, encoded, strict=True):
            tokens[f["repository"]] += len(e.ids)
    return tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--report", type=Path, default=Path("corpus-report.json"))
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    tokens: Counter[str] = Counter()
    for which in ("train", "heldout"):
        tokens += count(read_corpus(args.corpus / f"{which}.jsonl"), tokenizer)
    report = json.loads(args.report.read_text())
    for row in report["repositories"]:
        row["tokens"] = tokens[row["repository"]]
    held = sum(r["tokens"] for r in report["repositories"] if r["heldOut"])
    report["summary"] |= {"trainTokens": tokens.total() - held, "heldOutTokens": held}
    args.report.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
