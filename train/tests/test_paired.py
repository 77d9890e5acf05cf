"""What one report loses against another over the same cases."""

import json
from pathlib import Path

import pytest

from prime.measures import paired


def report(exact: list[bool], fills: list[str], cases: str = "c") -> dict:
    results = [
        {
            "id": str(i),
            "exact": e,
            "fill": f,
            "editSimilarity": 0.5 + e / 2,
            "tokens": 3 + i,
            "middleTokens": 3,
            "evaluations": 2 * i,
            "fillMs": 10.0 * i,
        }
        for i, (e, f) in enumerate(zip(exact, fills, strict=True))
    ]
    settings = {"sampler": "entropy", "steps": 8, "length": "true"}
    return {"casesSha256": cases, "runs": [{"settings": settings, "results": results}]}


FLOAT = report([True, True, False, False], ["a", "b", "c", "d"])


def test_differences_are_paired(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    found = {"float32": FLOAT, "int8": report([True, False, False, False], ["a", "x", "c", "y"])}
    for name, value in found.items():
        (tmp_path / name).write_text(json.dumps(value))
    base, other = paired.main(["--reports", *(f"{k}={tmp_path / k}" for k in found)])
    assert base["exactChange"] == (0, 0) and base["sameFill"] == 1
    assert other["exactChange"] == pytest.approx((-0.25, 0.25))  # deviation .5, four cases
    assert other["similarityChange"][0] == pytest.approx(-0.125)
    assert other["sameFill"] == 0.5
    lines = capsys.readouterr().out.splitlines()
    assert lines[3] == (
        "| int8 | entropy 8 | true | 4 | 25.00 % | 0.625 | 25.0 % | 3.0 | 15 "
        "| −25.00 ± 25.00 | −0.1250 ± 0.1250 | 50.0 % |"
    )


def test_one_report_has_its_ways_held_against_its_first(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    fewer = report([True, False, False, False], ["a", "x", "c", "d"])["runs"][0]
    fewer["settings"] = {**fewer["settings"], "steps": 4}
    path = tmp_path / "one.json"
    path.write_text(json.dumps({**FLOAT, "runs": [*FLOAT["runs"], fewer]}))
    paired.main(["--reports", f"tiny={path}"])
    head, _, base, other = capsys.readouterr().out.splitlines()
    assert "exact − entropy 8, points" in head and base.endswith("| 15 |  |  |  |")
    assert other.startswith("| tiny | entropy 4 | true | 4 | 25.00 % | 0.625 |")


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        (report([True] * 4, ["a"] * 4, "others"), "other cases"),
        (report([True] * 3, ["a"] * 3), "not complete"),
        ({**FLOAT, "runs": []}, "other ways"),
    ],
)
def test_reports_that_cannot_be_compared_are_refused(other: dict, complaint: str) -> None:
    with pytest.raises(SystemExit, match=complaint):
        paired.compared({"float32": FLOAT, "int8": other})
