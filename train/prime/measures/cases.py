"""Holes whose text is known, as `prime-infill eval` reads them: one JSON object a line.

    python -m prime.measures.cases held-out --corpus heldout.jsonl --count 40 --seed 1 \
        --out cases.jsonl
    python -m prime.measures.cases own --folder .. --count 10 --seed 1 --out cases.jsonl
    python -m prime.measures.cases infilling --tasks HumanEval-SingleLineInfilling.jsonl.gz \
        --count 200 --seed 1 --out cases.jsonl

`held-out` draws `--count` holes for each language, evenly of `--kinds`: a whole line, the rest of
a line, several lines and a random span, or what else `prime.windows.holes` draws, such as a
group: arguments, or a text in quotes or brackets. `infilling` takes tasks of
openai/human-eval-infilling in random order, all without `--count`. These texts are other
people's: keep the files out of the
repository. `own` draws the same from the files that git tracks in a folder: with this repository's,
which no model has seen, what comes out may be shown.
"""

import argparse
import gzip
import json
import logging
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from prime.corpus.files import read_corpus
from prime.windows.holes import KINDS as DRAWN
from prime.windows.holes import code_start, draw_span, line_bounds

log = logging.getLogger("prime.measures.cases")

KINDS = ("line", "rest", "lines", "random")
# by the end of a file's name: a corpus knows coarser groups
LANGUAGES = {
    "typescript": (".ts", ".tsx"),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "python": (".py",),
    "markdown": (".md",),
}
REACH = 6000  # characters kept on either side: more than any context holds
SHORTEST = 800  # characters of an own file
LONGEST = 160  # characters of a middle; a canvas of 64 tokens holds about 190


def span_of(rng: np.random.Generator, text: str, at: int, kind: str) -> tuple[int, int]:
    if kind != "line":
        return draw_span(rng, text, at, kind)
    start, end = line_bounds(text, at)
    return code_start(text, start, end), end


def held_out(
    files: list[dict],
    languages: Iterable[str],
    count: int,
    seed: int,
    kinds: Sequence[str] = KINDS,
) -> Iterator[dict]:
    """`count` cases for each language, each file as likely as it is long."""
    for language in languages:
        rng = np.random.default_rng([seed, *language.encode()])
        mine = [f for f in files if f["path"].endswith(LANGUAGES[language])]
        if not mine:
            log.warning("no file in %s: no cases for it", language)
            continue
        ends = np.cumsum([len(f["text"]) for f in mine])
        made = 0
        while made < count:
            f = mine[int(np.searchsorted(ends, rng.integers(ends[-1]), side="right"))]
            text, kind = f["text"], kinds[made % len(kinds)]
            a, b = span_of(rng, text, int(rng.integers(len(text))), kind)
            if not text[a:b].strip() or b - a > LONGEST:
                continue
            yield {
                "id": f"{f['repository']}/{f['path']}:{a}-{b} {kind} {made}",
                "language": language, "fileName": f["path"].rsplit("/", 1)[-1], "kind": kind,
                "prefix": text[max(0, a - REACH) : a], "middle": text[a:b],
                "suffix": text[b : b + REACH],
            }  # fmt: skip
            made += 1


def tracked(folder: Path) -> list[dict]:
    """Files of a folder that git tracks, as rows of a corpus; no short or generated ones."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    endings = tuple(e for group in LANGUAGES.values() for e in group)
    found = []
    for name in listed:
        if name.endswith(endings) and (folder / name).is_file():
            text = (folder / name).read_text(encoding="utf-8")
            if len(text) >= SHORTEST and "<!-- measured:" not in text:
                found.append({"repository": "own", "path": name, "text": text})
    return found


def read_tasks(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def infilling(tasks: list[dict], count: int | None, seed: int) -> Iterator[dict]:
    """A task's hole; the line break that ends a whole line stays in the text after it."""
    order = np.random.default_rng(seed).permutation(len(tasks))[:count]
    for task in (tasks[i] for i in order):
        middle, suffix = task["canonical_solution"], task["suffix"]
        if middle.endswith("\n") and middle.strip("\n"):
            middle, suffix = middle[:-1], "\n" + suffix
        yield {
            "id": task["task_id"], "language": "python", "fileName": "solution.py",
            "prefix": task["prompt"], "middle": middle, "suffix": suffix,
        }  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", choices=["held-out", "infilling", "own"])
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--tasks", type=Path)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    kinds = args.kinds.split(",")
    known = [kind for kind in DRAWN if kind != "empty"]
    if unknown := [kind for kind in kinds if kind not in known]:
        parser.error(f"--kinds: no {', '.join(unknown)}; there are {', '.join(known)}")
    if args.source == "held-out":
        if args.corpus is None:
            parser.error("held-out needs --corpus, a file that prime.corpus.build held out")
        files = read_corpus(args.corpus)
        cases = held_out(files, args.languages.split(","), args.count or 40, args.seed, kinds)
    elif args.source == "own":
        if args.folder is None:
            parser.error("own needs --folder, one that git tracks")
        files = tracked(args.folder)
        cases = held_out(files, args.languages.split(","), args.count or 10, args.seed, kinds)
    else:
        if args.tasks is None:
            parser.error("infilling needs --tasks, a HumanEval-*Infilling.jsonl.gz")
        cases = infilling(read_tasks(args.tasks), args.count, args.seed)
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    args.out.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    log.info("%d cases in %s", len(lines), args.out)


if __name__ == "__main__":
    main()
