import gzip
import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from prime.measures.cases import KINDS, LONGEST, held_out, infilling, main, tracked


def test_held_out_cases_are_spans_of_their_files(files: list[dict]) -> None:
    cases = list(held_out(files, ["python"], 16, 1))
    texts = {f["path"]: f["text"] for f in files}
    assert len({c["id"] for c in cases}) == 16
    assert Counter(c["kind"] for c in cases) == dict.fromkeys(KINDS, 4)
    for c in cases:
        assert c["prefix"] + c["middle"] + c["suffix"] in texts[c["fileName"]]
        assert 0 < len(c["middle"]) <= LONGEST
        assert c["middle"].strip()
        if c["kind"] in ("line", "rest"):
            assert "\n" not in c["middle"]
            assert c["suffix"] == "" or c["suffix"].startswith("\n")


def test_other_kinds_are_drawn_when_asked_for(files: list[dict], tmp_path: Path) -> None:
    corpus, out = tmp_path / "held.jsonl", tmp_path / "cases.jsonl"
    corpus.write_text("".join(json.dumps(f) + "\n" for f in files))
    words = ["held-out", "--corpus", str(corpus), "--languages", "python", "--out", str(out)]
    main([*words, "--count", "6", "--kinds", "rest,group"])
    cases = [json.loads(line) for line in out.read_text().splitlines()]
    assert Counter(c["kind"] for c in cases) == {"rest": 3, "group": 3}
    with pytest.raises(SystemExit):
        main([*words, "--kinds", "rest,empty"])


def test_a_seed_gives_the_same_cases_whatever_other_languages_are_drawn(files: list[dict]) -> None:
    more = [*files, {**files[0], "path": "a.md"}]
    alone = list(held_out(files, ["python"], 8, 3))
    beside = list(held_out(more, ["markdown", "python"], 8, 3))
    assert beside[8:] == alone
    assert list(held_out(files, ["python"], 8, 4)) != alone


def test_a_task_becomes_a_case_whose_line_break_stays_outside(tmp_path: Path) -> None:
    task = {
        "task_id": "S/1", "entry_point": "f", "prompt": "def f():\n",
        "canonical_solution": "    return 1\n", "suffix": "\n", "test": "",
    }  # fmt: skip
    span = {**task, "task_id": "S/2", "canonical_solution": "turn 1"}
    cases = {c["id"]: c for c in infilling([task, span], None, 1)}
    assert (cases["S/1"]["middle"], cases["S/1"]["suffix"]) == ("    return 1", "\n\n")
    assert (cases["S/2"]["middle"], cases["S/2"]["suffix"]) == ("turn 1", "\n")
    with gzip.open(tmp_path / "t.jsonl.gz", "wt") as out:
        out.write(json.dumps(task) + "\n")
    out_path = tmp_path / "c.jsonl"
    words = ["infilling", "--tasks", str(tmp_path / "t.jsonl.gz"), "--out", str(out_path)]
    main(words)
    assert [json.loads(x)["id"] for x in out_path.read_text().splitlines()] == ["S/1"]


def test_own_cases_come_from_what_git_tracks_and_nothing_measured(tmp_path: Path) -> None:
    long = "x = 1\n" * 200
    for name in ("a.py", "untracked.py", "b.ts", "c.png"):
        (tmp_path / name).write_text(long)
    (tmp_path / "short.py").write_text("x")
    (tmp_path / "results.md").write_text(f"<!-- measured: a -->{long}")
    git = lambda *words: subprocess.run(["git", *words], cwd=tmp_path, check=True)
    git("init", "-q")
    git("add", "a.py", "b.ts", "c.png", "short.py", "results.md")
    assert [f["path"] for f in tracked(tmp_path)] == ["a.py", "b.ts"]
    out = tmp_path / "cases.jsonl"
    words = ["--folder", str(tmp_path), "--languages", "python", "--count", "4", "--out", str(out)]
    main(["own", *words])
    cases = [json.loads(x) for x in out.read_text().splitlines()]
    assert [c["fileName"] for c in cases] == ["a.py"] * 4
