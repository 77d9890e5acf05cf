import gzip
import json
from collections import Counter
from pathlib import Path

from prime.cases import KINDS, LONGEST, held_out, infilling, main


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
