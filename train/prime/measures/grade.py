"""pass@1 on HumanEval-Infilling: every fill of an evaluation, run against its task's tests.

    python -m prime.measures.grade --tasks HumanEval-SingleLineInfilling.jsonl.gz \
        --cases cases.jsonl --report report.json --out graded.json

`report.json` is what `prime-infill eval --cases cases.jsonl --json report.json` wrote. The base
HumanEval tests that come with the tasks decide. `--report` may be left out: then the true middles
are graded, which says how far up pass@1 can go.
"""

import argparse
import json
import logging
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from prime.measures.cases import read_tasks
from prime.measures.sandbox import Limits, Verdict, run

log = logging.getLogger("prime.measures.grade")

Runner = Callable[[str], Verdict]


def program_of(case: dict, fill: str, task: dict) -> str:
    solution = case["prefix"] + fill + case["suffix"]
    return f"{solution}\n{task['test']}\ncheck({task['entry_point']})\n"


def standard_error(passed: int, n: int) -> float:
    p = passed / n
    return (p * (1 - p) / max(1, n - 1)) ** 0.5


def grade(
    tasks: dict[str, dict],
    cases: dict[str, dict],
    runs: list[dict],
    runner: Runner,
    workers: int,
) -> list[dict]:
    """For each run its settings, pass@1 and the verdict on each fill. A program runs once."""
    programs = [
        [
            None
            if "failure" in result
            else program_of(cases[result["id"]], result["fill"], tasks[result["id"]])
            for result in each["results"]
        ]
        for each in runs
    ]
    different = list(dict.fromkeys(p for of_run in programs for p in of_run if p is not None))
    verdicts: dict[str | None, str] = {None: "not filled"}
    with ThreadPoolExecutor(workers) as pool:
        for k, (program, verdict) in enumerate(
            zip(different, pool.map(runner, different), strict=True), 1
        ):
            verdicts[program] = verdict
            if sys.stderr.isatty():
                print(f"\r{k}/{len(different)} programs", end="", file=sys.stderr)
    graded = []
    for each, of_run in zip(runs, programs, strict=True):
        ends = [verdicts[p] for p in of_run]
        n, passed = len(ends), ends.count("passed")
        graded.append(
            {
                "settings": each["settings"], "cases": n,
                "passAt1": passed / n, "standardError": standard_error(passed, n),
                "verdicts": dict(Counter(ends)),
                "byCase": {r["id"]: e for r, e in zip(each["results"], ends, strict=True)},
            }
        )  # fmt: skip
    return graded


def table(graded: list[dict]) -> str:
    lines = ["| sampler | steps | length | cases | pass@1 |", "| --- | --- | --- | --- | --- |"]
    for run_ in graded:
        s = run_["settings"]
        steps = "" if s["sampler"] == "left-to-right" else s["steps"]
        rate = f"{100 * run_['passAt1']:.1f} ± {100 * run_['standardError']:.1f} %"
        lines.append(f"| {s['sampler']} | {steps} | {s['length']} | {run_['cases']} | {rate} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> list[dict]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=Path, required=True)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tasks = {task["task_id"]: task for task in read_tasks(args.tasks)}
    lines = args.cases.read_text(encoding="utf-8").split("\n")
    cases = {case["id"]: case for case in map(json.loads, filter(str.strip, lines))}
    foreign = next((name for name in cases if name not in tasks), None)
    if foreign is not None:
        parser.error(f"{args.tasks} has no task {foreign}: give the tasks that the cases came from")
    if args.report is None:
        truth = [{"id": name, "fill": case["middle"]} for name, case in cases.items()]
        settings = {"sampler": "the true middles", "steps": "", "length": "true"}
        runs = [{"settings": settings, "results": truth}]
    else:
        runs = json.loads(args.report.read_text(encoding="utf-8"))["runs"]
        if any(result["id"] not in cases for each in runs for result in each["results"]):
            parser.error(
                f"{args.report} is not about {args.cases}: give the cases it was made from"
            )
    limits = Limits(seconds=args.seconds)
    graded = grade(tasks, cases, runs, lambda program: run(program, limits), args.workers)
    sys.stdout.write(table(graded))
    if args.out:
        args.out.write_text(json.dumps({"runs": graded}, indent=1) + "\n", encoding="utf-8")
    return graded


if __name__ == "__main__":
    main()
