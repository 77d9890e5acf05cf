"""Source text for training, from bare git snapshots, with its provenance.

    python -m prime.corpus.build --mirror DIR --list repositories.txt --out DIR \\
        --benchmark HumanEval.jsonl.gz mbpp.jsonl --tokenizer semantic.json

A mirror holds one folder per repository, `owner+name/repo`, a bare git directory. Only permissively
licensed repositories are read. Repositories whose name hashes to 0 or 1 are never trained on: they
are written to a set of their own, on which every figure is measured. Files pass one at a time
through the filters, so memory holds one repository's file list and the duplicates' index.
"""

import argparse
import hashlib
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from prime.corpus.duplicates import Duplicates
from prime.corpus.english import english
from prime.corpus.overlap import Overlap, overlap_with
from prime.corpus.scrub import keep_text, scrub, without_licence
from prime.corpus.snapshot import blobs, commit, repository_licence, tree

log = logging.getLogger("prime.corpus.build")

LANGUAGE = {
    "ts": "typescript", "tsx": "typescript", "js": "typescript", "jsx": "typescript",
    "mjs": "typescript", "py": "python", "md": "prose", "rst": "prose",
}  # fmt: skip
# benchmarks that a fill model is judged by must never be trained on
FORBIDDEN = re.compile(r"human-?eval|mbpp|multipl-?e|safim", re.I)
DROPPED_PATH = re.compile(
    r"(^|/)(dist|build|out|vendor|vendored|third_party|node_modules|__snapshots__|snapshots|fixtures?"
    r"|generated|locales?|i18n|_vendor|baselines?|test-?data|testdata|typeshed-fallback"
    r"|versioned_docs)/"
    r"|\.min\.|\.snap$|\.d\.ts$|lock\.|-lock|\.generated\.|\.gen\.|_pb2\.py$|CHANGELOG|changelog"
    r"|HISTORY|Changelog|whatsnew",
)
MAX_BYTES = 100_000
COUNTED = 16  # every 16th file is tokenized to estimate a repository's tokens


def held_out(name: str) -> bool:
    return hashlib.sha256(name.lower().encode()).hexdigest()[0] in "01"


def digest(name: str, path: str) -> bytes:
    """Puts files in an order of no meaning that is always the same."""
    return hashlib.sha256(f"{name}/{path}".encode()).digest()


def read_repository(name: str, repo: Path, cap: int) -> tuple[dict, Iterator[dict]]:
    """-> provenance, and the files that could be text for training, `cap` bytes a language"""
    rows = tree(repo)
    facts = {
        "repository": name,
        "commit": commit(repo),
        "licence": repository_licence(name, repo, rows),
        "heldOut": held_out(name),
    }
    wanted = []
    for path, blob, size in rows if facts["licence"] else []:
        extension = path.rsplit(".", 1)[-1].lower()
        fits = extension in LANGUAGE and 200 <= size <= MAX_BYTES
        if fits and not DROPPED_PATH.search(path) and not FORBIDDEN.search(path):
            wanted.append((path, blob, LANGUAGE[extension]))
    # so ordered, the cap takes a fair sample of the repository
    wanted.sort(key=lambda w: digest(name, w[0]))

    def files() -> Iterator[dict]:
        used = Counter()
        contents = blobs(repo, [w[1] for w in wanted])
        for (path, _, language), data in zip(wanted, contents, strict=True):
            if data is None or used[language] > cap:
                continue
            try:
                text = data.decode("utf8")
            except UnicodeDecodeError:
                continue
            if keep_text(text) and english(text, language == "prose"):
                used[language] += len(data)
                yield {"repository": name, "path": path, "language": language, "text": text}

    return facts, files()


class Filters:
    """What a file must pass once it is readable, and how many did not."""

    def __init__(self, benchmarks: Overlap | None) -> None:
        self.duplicates, self.benchmarks = Duplicates(), benchmarks
        self.counts = Counter()

    def passed(self, file: dict) -> bool:
        text = without_licence(file["text"])
        self.counts["licences"] += text != file["text"]
        file["text"], found = scrub(text)
        self.counts["scrubbed"] += found
        if self.duplicates.copied(file["text"]):
            reason = "exactDuplicates"
        elif self.benchmarks and self.benchmarks.of(file["text"]):
            reason = "benchmarkOverlaps"
        elif self.duplicates.resembled(file["text"]):
            reason = "nearDuplicates"
        else:
            reason = "files"
            self.counts["characters"] += len(file["text"])
        self.counts[reason] += 1
        return reason == "files"


def shuffled(source: Path, target: Path) -> None:
    """The lines of a file in random order; memory holds their places only."""
    places, at = [], 0
    with source.open("rb") as f:
        for line in f:
            places.append((at, len(line)))
            at += len(line)
        with target.open("wb") as out:
            for i in np.random.default_rng(0).permutation(len(places)):
                f.seek(places[i][0])
                out.write(f.read(places[i][1]))
    source.unlink()


def build(
    snapshots: dict[str, Path],
    out: Path,
    report: Path,
    cap: int,
    benchmarks: Overlap | None = None,
    tokenizer: Tokenizer | None = None,
    held_out_cap: int | None = None,
) -> None:
    """snapshots: git directories by owner/name. The caps are bytes, repository × language."""
    out.mkdir(parents=True, exist_ok=True)
    filters, facts = Filters(benchmarks), []
    parts = {which: (out / f"{which}.part").open("w") for which in ("train", "heldout")}
    # held-out first, so that a near copy of one of their files in another repository is dropped
    for name in sorted(snapshots, key=lambda n: (not held_out(n), n)):
        if FORBIDDEN.search(name):
            continue
        limit = min(cap, held_out_cap or cap) if held_out(name) else cap
        fact, files = read_repository(name, snapshots[name], limit)
        size, counted, sampled = defaultdict(int), 0, 0
        kept = 0
        for file in files:
            if not filters.passed(file):
                continue
            kept += 1
            text = file["text"]
            size[file["language"]] += len(text)
            if tokenizer and kept % COUNTED == 1:
                sampled += len(text)
                counted += len(tokenizer.encode(text, add_special_tokens=False).ids)
            parts["heldout" if held_out(name) else "train"].write(json.dumps(file) + "\n")
        fact["files"] = kept
        fact |= {language: size[language] for language in ("typescript", "python", "prose")}
        if tokenizer:
            fact["tokens"] = round(sum(size.values()) * counted / max(sampled, 1))
        log.info("%s", fact)
        facts.append(fact)
    for which, part in parts.items():
        part.close()
        shuffled(out / f"{which}.part", out / f"{which}.jsonl")
    summary = dict(filters.counts)
    if tokenizer:
        for key, held in (("trainTokens", False), ("heldOutTokens", True)):
            summary[key] = sum(f["tokens"] for f in facts if f["heldOut"] == held)
    if benchmarks:
        summary["benchmarkGrams"] = len(benchmarks.known)
    report.write_text(json.dumps({"summary": summary, "repositories": facts}, indent=1) + "\n")


def listed(path: Path, mirror: Path) -> dict[str, Path]:
    """The snapshots of the repositories that a file names, one a line."""
    names = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    found = {n: mirror / n.replace("/", "+") / "repo" for n in names if n}
    missing = [n for n, folder in found.items() if not folder.is_dir()]
    if missing:
        raise SystemExit(f"no snapshot in {mirror} of {', '.join(missing)}: fetch or unlist them")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--list", type=Path, default=Path("repositories.txt"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--report", type=Path, default=Path("corpus-report.json"))
    parser.add_argument("--benchmark", type=Path, nargs="*", default=[])
    parser.add_argument("--tokenizer", type=Path, default=None, help="to count tokens")
    parser.add_argument("--cap", type=int, default=15_000_000, help="bytes, repository × language")
    parser.add_argument("--held-out-cap", type=int, default=3_000_000, help="likewise, held out")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    benchmarks = overlap_with(args.benchmark) if args.benchmark else None
    tokenizer = Tokenizer.from_file(str(args.tokenizer)) if args.tokenizer else None
    snapshots = listed(args.list, args.mirror)
    build(snapshots, args.out, args.report, args.cap, benchmarks, tokenizer, args.held_out_cap)


if __name__ == "__main__":
    main()
