"""What machines differ in: int8 products, and what a processor is called."""

import re

import pytest
from conftest import TRAIN

from prime.training.processor import described, processor


def test_sessions_are_made_in_one_place() -> None:
    """One made elsewhere would multiply wrongly where only AVX2 is there."""
    made = re.compile(r"\bInferenceSession\s*\(|import.*\bInferenceSession\b")
    files = [p for folder in ("prime", "tests") for p in (TRAIN / folder).rglob("*.py")]
    assert [p.name for p in files if made.search(p.read_text())] == ["session.py"]


@pytest.mark.parametrize(
    ("cpuinfo", "told"),
    [
        ("model name\t: P\nflags\t\t: sse avx2", "P (AVX2; no AVX-512, no VNNI)"),
        ("model name : P\nflags : avx2 avx_vnni", "P (AVX2, VNNI; no AVX-512)"),
        ("model name : P\nflags : avx2 avx512f avx512_vnni avx512_bf16",
         "P (AVX2, AVX-512, VNNI, BF16)"),
        ("Features\t: asimd asimddp", "unknown processor (dot products)"),
        ("", "unknown processor (features unknown)"),
    ],
)  # fmt: skip
def test_a_processor_is_called_by_what_its_kernels_ask_for(cpuinfo: str, told: str) -> None:
    assert described(cpuinfo) == told


def test_this_processor_has_a_name() -> None:
    assert re.fullmatch(r"\S.* \(.+\)", processor())
