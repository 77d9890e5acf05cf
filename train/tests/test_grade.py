import gzip
import json
import time
from pathlib import Path

import pytest

from prime.measures.grade import main
from prime.measures.sandbox import Limits, run

LIMITS = Limits(seconds=30.0, bytes=512 << 20)


@pytest.mark.parametrize(
    ("program", "verdict"),
    [
        ("assert 1 + 1 == 2", "passed"),
        ("print('a lot of output' * 100)", "passed"),
        ("assert 1 + 1 == 3", "failed"),
        ("def f(:", "failed"),
        ("import sys; sys.exit(0)", "failed"),  # it never came to its end
        ("import os; os._exit(0)", "failed"),
        ("x = bytearray(4 << 30)", "out of memory"),
        ("x = []\nwhile True: x.append(' ' * (1 << 24) + str(len(x)))", "out of memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crashed"),
        ("import ctypes; ctypes.string_at(0)", "crashed"),
        ("open('big', 'wb').write(bytes(1 << 24))", "failed"),
    ],
)
def test_each_end_is_told_from_the_others(program: str, verdict: str) -> None:
    assert run(program, LIMITS) == verdict


@pytest.mark.parametrize("program", ["while True: pass", "import time; time.sleep(60)"])
def test_a_loop_and_a_sleep_are_ended(program: str) -> None:
    assert run(program, Limits(seconds=1.5)) == "timed out"


def test_what_a_program_starts_ends_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    child = f"import time; time.sleep(3); open({str(mark)!r}, 'w').close()"
    program = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}])"
    assert run(program, LIMITS) == "passed"
    time.sleep(4)
    assert not mark.exists()


def test_a_program_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        run("open('left', 'w').write('x')\nimport os; assert os.listdir() == ['left']") == "passed"
    )
    assert list(tmp_path.iterdir()) == []


def test_fills_are_graded_by_the_tests_of_their_tasks(tmp_path: Path) -> None:
    tasks = [
        {
            "task_id": f"T/{k}", "entry_point": "double", "prompt": "def double(x):\n",
            "canonical_solution": "    return 2 * x\n", "suffix": "",
            "test": "def check(candidate):\n    assert candidate(4) == 8\n",
        }
        for k in range(4)
    ]  # fmt: skip
    cases = [
        {"id": t["task_id"], "prefix": t["prompt"], "middle": "    return 2 * x", "suffix": "\n"}
        for t in tasks
    ]
    fills = ["    return x + x", "    return x", "    return (", None]
    results = [
        {"id": c["id"], "fill": ""} | ({"failure": "no room"} if f is None else {"fill": f})
        for c, f in zip(cases, fills, strict=True)
    ]
    settings = {"sampler": "entropy", "steps": 8, "length": "auto"}
    with gzip.open(tmp_path / "tasks.jsonl.gz", "wt") as out:
        out.writelines(json.dumps(t) + "\n" for t in tasks)
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(c) + "\n" for c in cases))
    report = {"runs": [{"settings": settings, "results": results}]}
    (tmp_path / "report.json").write_text(json.dumps(report))
    words = ["--tasks", str(tmp_path / "tasks.jsonl.gz"), "--cases", str(tmp_path / "cases.jsonl")]
    (graded,) = main([*words, "--report", str(tmp_path / "report.json")])
    assert graded["passAt1"] == 0.25
    assert graded["verdicts"] == {"passed": 1, "failed": 2, "not filled": 1}
    (truth,) = main(words)
    assert truth["passAt1"] == 1.0
