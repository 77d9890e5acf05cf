"""A run's losses as a picture."""

import json
import re
from pathlib import Path

import pytest

from prime.measures import curves

KEYS = ("context", "middle", "canvas", "length")


def test_means_follow_the_losses_and_are_drawn(tmp_path: Path) -> None:
    rows = [{"tokens": 1000 * (i + 1), **dict.fromkeys(KEYS, 5 - i / 100)} for i in range(200)]
    found = curves.curves(rows)
    assert list(found) == list(KEYS)
    (x0, y0), *_, (x1, y1) = found["canvas"]
    assert len(found["canvas"]) == curves.PARTS
    assert (x0, y0) == pytest.approx((0.0025, 4.985)) and (x1, y1) == pytest.approx((0.1985, 3.025))
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    curves.main(["--log", str(tmp_path / "log.jsonl"), "--out", str(tmp_path / "losses.svg")])
    lines = re.findall(r'<polyline points="([^"]*)"', (tmp_path / "losses.svg").read_text())
    assert len(lines) == 4
    heights = [float(p.split(",")[1]) for p in lines[0].split()]
    assert heights == sorted(heights) and heights[0] < heights[-1]  # down the page as it falls


def test_a_run_without_a_step_is_told_of() -> None:
    with pytest.raises(SystemExit, match="no step yet"):
        curves.curves([])
