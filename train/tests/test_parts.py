from pathlib import Path

import pytest
import torch

from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.training import parts
from prime.training.slim import slim


def test_parts_join_to_the_same_file(tmp_path: Path) -> None:
    whole = tmp_path / "checkpoint.pt"
    whole.write_bytes(bytes(range(256)) * 10)
    parts.main(["split", str(whole), "--out", f"{tmp_path}/out", "--bytes", "1000"])
    listed = tmp_path / "out" / "checkpoint.pt.parts.json"
    assert sorted(p.name for p in listed.parent.iterdir()) == [
        "checkpoint.pt.000", "checkpoint.pt.001", "checkpoint.pt.002", "checkpoint.pt.parts.json"
    ]  # fmt: skip
    parts.main(["join", str(listed), "--out", f"{tmp_path}/again.pt"])
    assert (tmp_path / "again.pt").read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [(Path.unlink, "is missing"), (lambda p: p.write_bytes(b"x"), "is not the part")],
)
def test_a_spoilt_part_is_named_and_nothing_written(tmp_path: Path, spoil, reason: str) -> None:
    whole = tmp_path / "a.pt"
    whole.write_bytes(b"abcdef")
    listed = parts.split(whole, tmp_path / "out", 2)
    spoil(tmp_path / "out" / "a.pt.001")
    with pytest.raises(SystemExit, match=rf"a\.pt\.001 {reason}"):
        parts.join(listed, tmp_path / "b.pt")
    assert not (tmp_path / "b.pt").exists()


def test_a_slim_checkpoint_opens_as_the_whole_does(tmp_path: Path) -> None:
    shape = ModelConfig(vocabulary=512, width=24, layers=1, heads=2, kv_heads=1, head_dim=12,
                        hidden=48)  # fmt: skip
    model = Denoiser(shape)
    saved = {
        "config": shape.as_dict(), "limits": {}, "tokens": 7, "hours": 0.5,
        "model": model.state_dict(), "average": dict(model.named_parameters()),
    }  # fmt: skip
    torch.save(saved, tmp_path / "whole.pt")
    slim(tmp_path / "whole.pt", tmp_path / "slim.pt")
    found, facts = load_weights(tmp_path / "slim.pt")
    assert facts["tokens"] == 7 and next(found.parameters()).dtype == torch.float32
    for a, b in zip(model.parameters(), found.parameters(), strict=True):
        assert (a - b).abs().max() <= 1e-3 * a.abs().max()
