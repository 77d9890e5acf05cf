"""Reports of `prime-infill eval` over the same cases, held against the first of them.

    python -m prime.measures.paired --reports float=float.json int8=int8.json

One report alone has its ways of filling held against its first one. Exact match, edit similarity,
how often the length is right, evaluations and milliseconds of every way, and how much a case of the
first loses: a mean of paired differences with its standard error.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def way_of(settings: dict) -> str:
    steps = "" if settings["sampler"] == "left-to-right" else f" {settings['steps']}"
    return f"{settings['sampler']}{steps}"


def difference(a: list[float], b: list[float]) -> tuple[float, float]:
    """Mean of b − a over the cases, and its standard error."""
    d = np.array(b, float) - np.array(a, float)
    return float(d.mean()), float(d.std(ddof=1) / len(d) ** 0.5)


def row(name: str, mine: dict, theirs: dict) -> dict:
    """A run's results beside those of the run that it is held against."""
    a, b = theirs["results"], mine["results"]
    if [x["id"] for x in a] != [x["id"] for x in b]:
        raise SystemExit(f"{name} is not complete: give its command again")
    return {
        "name": name, "way": way_of(mine["settings"]), "isBase": mine is theirs, "cases": len(b),
        "length": mine["settings"]["length"],
        "exact": float(np.mean([x["exact"] for x in b])),
        "similarity": float(np.mean([x["editSimilarity"] for x in b])),
        "lengthRight": float(np.mean([x["tokens"] == x["middleTokens"] for x in b])),
        "evaluations": float(np.mean([x["evaluations"] for x in b])),
        "fillMs": float(np.median([x["fillMs"] for x in b])),
        "sameFill": float(np.mean([x["fill"] == y["fill"] for x, y in zip(a, b, strict=True)])),
        "exactChange": difference([x["exact"] for x in a], [x["exact"] for x in b]),
        "similarityChange": difference(
            [x["editSimilarity"] for x in a], [x["editSimilarity"] for x in b]
        ),
    }  # fmt: skip


def compared(reports: dict[str, dict]) -> list[dict]:
    """A row for each report and way of filling."""
    (first, base), *others = reports.items()
    if not others:
        return [row(first, run, base["runs"][0]) for run in base["runs"]]
    rows = []
    for name, report in reports.items():
        if report["casesSha256"] != base["casesSha256"]:
            raise SystemExit(f"{name} is about other cases than {first}: evaluate the same file")
        ways = [[way_of(run["settings"]) for run in x["runs"]] for x in (report, base)]
        if ways[0] != ways[1]:
            raise SystemExit(f"{name} has other ways of filling than {first}: give the same ones")
        rows += [row(name, *runs) for runs in zip(report["runs"], base["runs"], strict=True)]
    return rows


def table(rows: list[dict], first: str) -> str:
    head = ["report", "sampler", "length", "n", "exact", "similarity", "length right"]
    head += ["evaluations", "ms, median", f"exact − {first}, points"]
    head += [f"similarity − {first}", f"same fill as {first}"]
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---"] * len(head)) + " |"]
    for r in rows:
        exact, near = r["exactChange"], r["similarityChange"]
        changes = ["", "", ""]
        if not r["isBase"]:
            changes = [
                f"{100 * exact[0]:+.2f} ± {100 * exact[1]:.2f}",
                f"{near[0]:+.4f} ± {near[1]:.4f}",
                f"{100 * r['sameFill']:.1f} %",
            ]
        cells = [
            r["name"],
            r["way"],
            r["length"],
            str(r["cases"]),
            f"{100 * r['exact']:.2f} %",
            f"{r['similarity']:.3f}",
            f"{100 * r['lengthRight']:.1f} %",
            f"{r['evaluations']:.1f}",
            f"{r['fillMs']:.0f}",
        ]
        lines.append("| " + " | ".join([*cells, *changes]).replace("| -", "| −") + " |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> list[dict]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", nargs="+", required=True, help="NAME=FILE, the base first")
    args = parser.parse_args(arguments)
    reports = {}
    for word in args.reports:
        name, _, path = word.partition("=")
        if not path:
            parser.error(f"{word} names no report: write NAME=FILE")
        reports[name] = read(Path(path))
    rows = compared(reports)
    first = next(iter(reports)) if len(reports) > 1 else rows[0]["way"]
    sys.stdout.write(table(rows, first))
    return rows


if __name__ == "__main__":
    main()
