"""A checkpoint made from a model folder computes what the folder's graph does."""

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from prime.graph.products import int8_columns
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.release import export, recover
from prime.training import train

SHAPE = {"vocabulary": 512, "length": 3, "width": 48, "layers": 3, "heads": 4, "kv_heads": 2,
         "head_dim": 12, "hidden": 96, "order": "independent"}  # fmt: skip


@pytest.fixture(params=[False, True], ids=["", "gate"])
def model(request: pytest.FixtureRequest) -> Denoiser:
    torch.manual_seed(1)
    m = Denoiser(ModelConfig(**SHAPE, gate=request.param))
    for p in m.parameters():  # the zeros it starts with would hide mistakes
        torch.nn.init.normal_(p, std=0.2)
    torch.nn.init.zeros_(m.blocks[2].value_mix[1:])  # a layer without the first one's values
    return m


def exported(model: Denoiser, tokenizer: Tokenizer, folder: Path, weights: str) -> Path:
    tokenizer.save(str(folder / "tokenizer.json"))
    limits = {"context": 128, "maxHole": 64, "maxHoles": 4, "headerTokens": 16,
              "segmentStride": 1024}  # fmt: skip
    state = {"config": model.c.as_dict(), "limits": limits, "average": model.state_dict(),
             "tokens": 1234, "hours": 0.5}  # fmt: skip
    torch.save(state, folder / "checkpoint.pt")
    words = ["--checkpoint", folder / "checkpoint.pt", "--tokenizer", folder / "tokenizer.json",
             "--id", "x", "--name", "X", "--out", folder / "x", "--weights", weights]  # fmt: skip
    export.main([str(w) for w in words])
    return folder / "x"


def answers(model: Denoiser) -> tuple[torch.Tensor, ...]:
    c, t = model.c, 9
    g = torch.Generator().manual_seed(3)
    past = [torch.randn(c.layers, 1, c.kv_heads, 5, c.head_dim, generator=g) for _ in range(2)]
    with torch.no_grad():
        return model(
            torch.randint(0, c.codec.states, (2, t), generator=g),
            torch.arange(t)[None].expand(2, t),
            torch.arange(t)[None].expand(2, t),
            torch.zeros(1, 1, 1, t + 5),
            *past,
            torch.arange(t),
        )


# int8: what rounding the weights to 127 steps costs, a hundredth of the largest logit
@pytest.mark.parametrize(("weights", "share"), [("float", 1e-5), ("int8", 0.05)])
def test_the_network_of_a_folder_is_the_one_that_was_exported(
    model: Denoiser, tokenizer: Tokenizer, tmp_path: Path, weights: str, share: float
) -> None:
    found, _ = recover.recover(exported(model, tokenizer, tmp_path, weights))
    assert found.c == model.c
    for name, ours, theirs in zip(export.OUTPUTS, answers(found), answers(model), strict=True):
        assert (ours - theirs).abs().max() < share * theirs.abs().max(), name


def test_whole_numbers_come_back_as_they_were(
    model: Denoiser, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    graph = recover.StoredGraph(exported(model, tokenizer, tmp_path, "int8") / "denoiser.onnx")
    head = graph.matrices()[-2]  # [V, C]
    columns, scale = int8_columns(model.head.weight)
    assert head.equal((columns * scale).T)


def test_training_goes_on_from_a_folder(
    model: Denoiser, tokenizer: Tokenizer, tmp_path: Path, files: list[dict]
) -> None:
    folder = exported(model, tokenizer, tmp_path, "int8")
    recover.main(["--model", str(folder), "--out", str(tmp_path / "recovered.pt")])
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(f) + "\n" for f in files))
    config = {"id": "x", "model": {**SHAPE, "gate": True}, "batchTokens": 1024}
    (tmp_path / "config.json").write_text(json.dumps(config))
    words = ["--config", tmp_path / "config.json", "--corpus", tmp_path / "train.jsonl",
             "--tokenizer", tmp_path / "tokenizer.json", "--out", tmp_path / "run", "--minutes", 1,
             "--max-steps", 1, "--init-from", tmp_path / "recovered.pt"]  # fmt: skip
    saved = torch.load(
        train.train(train.parse_arguments([str(w) for w in words])), weights_only=True
    )
    assert saved["tokens"] > 1234 and saved["hours"] >= 0.5
