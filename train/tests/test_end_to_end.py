"""A very small model, all the way: train, stop, resume, export, run, measure."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from prime.graph.session import session
from prime.measures import evaluate
from prime.network.attention import FlexMask, dense_attention, flex
from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.release import export, goldens, timing_model
from prime.training import train
from prime.training.loader import batches
from prime.windows.documents import Documents
from prime.windows.draw import Draw
from prime.windows.roles import attention_mask
from prime.windows.stream import Limits

SHAPE = {"vocabulary": 512, "length": 3, "width": 48, "layers": 2, "heads": 4, "kv_heads": 2,
         "head_dim": 12, "hidden": 96}  # fmt: skip


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, files: list[dict], tokenizer: Tokenizer
) -> Path:
    path = tmp_path_factory.mktemp("run")
    (path / "train.jsonl").write_text("".join(json.dumps(f) + "\n" for f in files))
    tokenizer.save(str(path / "tokenizer.json"))
    config = {"id": "test", "model": SHAPE, "batchTokens": 2048, "average": 0.9}
    (path / "config.json").write_text(json.dumps(config))
    return path


def run(folder: Path, name: str, steps: int, *more: str, config: str = "config") -> Path:
    return train.train(
        train.parse_arguments(
            ["--config", f"{folder}/{config}.json", "--corpus", f"{folder}/train.jsonl",
             "--tokenizer", f"{folder}/tokenizer.json", "--out", f"{folder}/{name}",
             "--minutes", "10", "--max-steps", str(steps), *more]
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def checkpoint(folder: Path) -> Path:
    return run(folder, "whole", 50)


@pytest.fixture(scope="module")
def gated(folder: Path, checkpoint: Path) -> Path:
    """A run with gates, from weights that had none."""
    config = json.loads((folder / "config.json").read_text())
    config["model"] = {**SHAPE, "gate": True}
    (folder / "gated.json").write_text(json.dumps(config))
    return run(folder, "gated", 6, "--init-from", str(checkpoint), config="gated")


@pytest.fixture(scope="module")
def llama(folder: Path) -> Path:
    config = json.loads((folder / "config.json").read_text())
    config["model"] = {**SHAPE, "block": "llama", "rope_base": 100_000}
    (folder / "llama.json").write_text(json.dumps(config))
    return run(folder, "llama", 40, config="llama")


def test_training_lowers_every_loss(folder: Path, checkpoint: Path) -> None:
    rows = [json.loads(x) for x in (folder / "whole/log.jsonl").read_text().splitlines()]
    for key, least in {"context": 0.5, "middle": 0.5, "canvas": 0.15}.items():
        first = np.mean([r[key] for r in rows[:10]])
        last = np.mean([r[key] for r in rows[-10:]])
        assert last < first - least, key
    assert rows[-1]["tokens"] > 50_000


def test_a_stopped_run_goes_on_bit_for_bit(folder: Path) -> None:
    whole = torch.load(run(folder, "straight", 8), weights_only=True)
    run(folder, "halves", 8, "--stop-after", "5")
    halves = torch.load(run(folder, "halves", 8), weights_only=True)
    for part in ("model", "average"):
        assert all(v.equal(halves[part][k]) for k, v in whole[part].items())
    assert whole["tokens"] == halves["tokens"]
    steps = [json.loads(x)["step"] for x in (folder / "halves/log.jsonl").read_text().splitlines()]
    assert steps == list(range(1, 9))


def test_the_clock_begins_after_the_first_step_and_stops_with_the_run(folder: Path) -> None:
    run(folder, "clock", 8, "--stop-after", "2")
    run(folder, "clock", 8)
    rows = [json.loads(x) for x in (folder / "clock/log.jsonl").read_text().splitlines()]
    assert rows[0]["seconds"] == 0 and rows[2]["seconds"] == rows[1]["seconds"]


def test_a_new_schedule_starts_from_another_run(folder: Path, checkpoint: Path) -> None:
    more = torch.load(run(folder, "more", 2, "--init-from", str(checkpoint)), weights_only=True)
    assert more["tokens"] > torch.load(checkpoint, weights_only=True)["tokens"]


def test_gates_begin_without_effect_and_learn(folder: Path, checkpoint: Path, gated: Path) -> None:
    run(folder, "ungated", 6, "--init-from", str(checkpoint))
    logs = [(folder / p / "log.jsonl").read_text().splitlines() for p in ("gated", "ungated")]
    first, second = ([json.loads(x)["total"] for x in rows] for rows in logs)
    assert first[0] == pytest.approx(second[0], abs=1e-3) and first[-1] != second[-1]
    gates = [block.gate for block in load_weights(gated)[0].blocks]
    assert all(g.shape == (4, 48) and g.abs().max() > 0.01 for g in gates)


def test_blocks_of_the_llama_family_learn(llama: Path) -> None:
    losses = [json.loads(x)["total"] for x in (llama.parent / "log.jsonl").read_text().splitlines()]
    assert np.mean(losses[-8:]) < np.mean(losses[:8]) - 0.5
    gains = [v for k, v in load_weights(llama)[0].state_dict().items() if k.endswith("gain")]
    assert len(gains) == 2 * 2 + 1 and all(g.std() > 0 for g in gains)


def test_products_in_bfloat16_lose_as_float32_ones_do(folder: Path, checkpoint: Path) -> None:
    more = ["--init-from", str(checkpoint)]
    for precision in ("float32", "bf16"):
        run(folder, precision, 6, *more, "--precision", precision)
    logs = [(folder / p / "log.jsonl").read_text().splitlines() for p in ("float32", "bf16")]
    wide, narrow = ([json.loads(x)["total"] for x in rows] for rows in logs)
    assert narrow == pytest.approx(wide, rel=0.01)
    assert narrow != wide  # they were computed apart


def feeds(c: ModelConfig, b: int, t: int, p: int, shared: bool) -> list[torch.Tensor]:
    g = torch.Generator().manual_seed(t)
    n = 1 if shared else b
    states = torch.randint(0, c.codec.states, (b, t), generator=g)
    positions = torch.randint(0, 4000, (b, t), generator=g)
    remaining = torch.randint(0, c.max_hole + 2, (b, t), generator=g)
    mask = torch.where(torch.rand(n, 1, t, p + t, generator=g) < 0.3, -1e9, 0.0)
    mask[:, :, torch.arange(t), p + torch.arange(t)] = 0
    past = [torch.randn(c.layers, n, c.kv_heads, p, c.head_dim, generator=g) for _ in range(2)]
    return [states, positions, remaining, mask, *past, torch.tensor([t - 1, 0])]


@pytest.mark.parametrize(
    ("weights", "tolerance"), [("float", 1e-4), ("int8", 0.35), ("int7", 0.7), ("block8", 0.35)]
)
@pytest.mark.parametrize("trained", ["checkpoint", "gated", "llama"])
def test_the_graph_computes_what_torch_computes(
    folder: Path, trained: str, weights: str, tolerance: float, request: pytest.FixtureRequest
) -> None:
    model, _ = load_weights(request.getfixturevalue(trained))
    path = folder / f"graph-{weights}.onnx"
    export.export_graph(model, path, weights)
    graph = session(path)
    for b, t, p, shared in [(1, 7, 0, True), (3, 5, 11, True), (2, 1, 4, False)]:
        feed = feeds(model.c, b, t, p, shared)
        with torch.no_grad():
            wanted = model(*feed)
        found = graph.run(None, {k: v.numpy() for k, v in zip(export.INPUTS, feed, strict=True)})
        for w, f in zip(wanted, found, strict=True):
            assert w.shape == f.shape
            assert np.abs(w.numpy() - f).max() < tolerance


@pytest.mark.parametrize("more", [{}, {"gate": True}, {"block": "llama"}], ids=lambda m: str(*m))
@pytest.mark.parametrize("weights", ["float", "int8", "int7"])
def test_a_position_is_computed_by_itself_bit_for_bit(
    tmp_path: Path, weights: str, more: dict
) -> None:
    """Whatever else is in the call: other candidates, padding, and a past instead of a prefix."""
    torch.manual_seed(0)
    # Sums over 16 numbers and their multiples are taken in one order wherever a row begins.
    model = Denoiser(ModelConfig(**{**SHAPE, "head_dim": 16, **more})).eval()
    for weight in model.parameters():
        if weight.ndim == 2 and not weight.any():
            torch.nn.init.normal_(weight, std=0.1)
    path = tmp_path / "graph.onnx"
    export.export_graph(model, path, weights)
    graph = session(path)
    c, t, cut = model.c, 40, 27
    states, positions, remaining, *_ = (x.numpy() for x in feeds(c, 2, t, 0, True))
    hidden = np.float32(-1e9)
    causal = np.triu(np.full((t, t), hidden), 1)[None, None]
    none = np.zeros((c.layers, 1, c.kv_heads, 0, c.head_dim), np.float32)

    def run(rows: slice, b: int, mask: np.ndarray, keys: np.ndarray, values: np.ndarray, select):  # noqa: ANN202
        feed = [states[:b, rows], positions[:b, rows], remaining[:b, rows], mask, keys, values]
        return graph.run(None, dict(zip(export.INPUTS, [*feed, np.array(select)], strict=True)))

    whole = run(slice(0, t), 1, causal, none, none, range(t))
    first = run(slice(0, cut), 1, causal[..., :cut, :cut], none, none, [0])
    rest = run(slice(cut, t), 1, causal[..., cut:, :], *first[2:], range(t - cut))
    assert (rest[0] == whole[0][:, cut:]).all() and (rest[1] == whole[1][:, cut:]).all()
    assert (np.concatenate([first[2], rest[2]], 3) == whole[2]).all()
    # A canvas of 6 beside one of 13, its padding hidden by one mask row for all its positions.
    padded = np.zeros((2, 1, 1, t), np.float32)
    padded[0, ..., cut + 6 :] = hidden
    both = run(slice(cut, t), 2, padded, *first[2:], [5, 2])
    alone = run(
        slice(cut, cut + 6), 1, np.zeros((1, 1, 1, cut + 6), np.float32), *first[2:], [5, 2]
    )
    assert (both[0][0] == alone[0][0]).all()


@pytest.mark.parametrize("trained", ["checkpoint", "gated", "llama"])
def test_a_cached_context_gives_what_one_pass_gives(
    trained: str, request: pytest.FixtureRequest
) -> None:
    model, _ = load_weights(request.getfixturevalue(trained))
    c = model.c
    states, positions, remaining, *_ = feeds(c, 1, 9, 0, True)
    empty = torch.zeros(c.layers, 1, c.kv_heads, 0, c.head_dim)
    mask = torch.zeros(1, 1, 9, 9)
    mask[:, :, :6] = torch.where(torch.ones(6, 9).tril().bool(), 0.0, -1e9)
    with torch.no_grad():
        whole, _, _, _ = model(states, positions, remaining, mask, empty, empty, torch.arange(6, 9))
        _, _, k, v = model(
            states[:, :6],
            positions[:, :6],
            remaining[:, :6],
            mask[:, :, :6, :6],
            empty,
            empty,
            torch.tensor([0]),
        )
        parts, _, _, _ = model(
            states[:, 6:], positions[:, 6:], remaining[:, 6:], mask[:, :, 6:], k, v, torch.arange(3)
        )
    assert (whole - parts).abs().max() < 1e-4


def test_flex_attention_follows_the_same_rule(
    folder: Path, files: list[dict], tokenizer: Tokenizer
) -> None:
    documents = Documents(files, tokenizer, Limits())
    draw = Draw(ModelConfig(**SHAPE).codec, "nested", 2048, 0)
    _, batch = next(batches(lambda: documents, draw))
    b, t = batch.role.shape
    g = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(b, h, t, 16, generator=g) for h in (4, 2, 2))
    with torch.no_grad():
        a = dense_attention(q, k, v, attention_mask(batch.role))
        f = flex(q, k, v, FlexMask(batch.role, batch.document))
    assert (a - f).abs().max() < 1e-4


def test_a_model_folder_with_goldens_and_figures(
    folder: Path, checkpoint: Path, tmp_path: Path
) -> None:
    metrics = tmp_path / "m.json"
    common = ["--checkpoint", str(checkpoint), "--tokenizer", f"{folder}/tokenizer.json"]
    asked = [*common, "--corpus", f"{folder}/train.jsonl", "--windows", "24", "--fills", "4"]
    result = evaluate.main([*asked, "--out", str(metrics)])
    assert 0 < result["boundNats"] < 12 and 0 < result["leftToRightNats"] < 12
    assert result["jointFormNats"] != pytest.approx(result["boundNats"], abs=1e-3)
    out = tmp_path / "model"
    export.main(
        [*common, "--out", str(out), "--id", "test", "--name", "Test", "--metrics", str(metrics)]
    )
    data = json.loads((out / "manifest.json").read_text())
    assert data["subTokens"] == {"length": 3, "base": 8, "codebook": "semantic", "order": "nested"}
    for name, facts in data["files"].items():
        assert facts == export.facts_of(out / name)
    through = evaluate.main([*asked[:-2], "--graph", str(out / "denoiser.onnx")])
    assert through["boundNats"] == pytest.approx(result["boundNats"], rel=0.05)
    goldens.main(
        ["--checkpoint", str(checkpoint), "--model", str(out), "--out", str(tmp_path / "g")]
    )
    assert {p.stem for p in (tmp_path / "g").iterdir()} == {
        "tokenizer", "codec", "posterior", "sampling", "denoiser", "leftToRight"
    }  # fmt: skip


def test_with_one_digit_a_token_the_joint_form_is_the_bound(folder: Path, tmp_path: Path) -> None:
    """With more it falls below the entropy of a toy (test_likelihood.py), of a model not always."""
    config = json.loads((folder / "config.json").read_text())
    config["model"] = {**SHAPE, "length": 1}
    (folder / "plain.json").write_text(json.dumps(config))
    checkpoint = run(folder, "plain", 2, config="plain")
    words = ["--checkpoint", checkpoint, "--tokenizer", folder / "tokenizer.json"]
    words += ["--corpus", folder / "train.jsonl", "--windows", 8, "--fills", 0]
    result = evaluate.main([str(w) for w in [*words, "--out", tmp_path / "m.json"]])
    assert result["jointFormNats"] == pytest.approx(result["boundNats"], abs=2e-3)
    assert result["boundNats"] > 1


def test_a_timing_model_is_a_folder_like_any_other(
    folder: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    timing_model.main(
        ["--config", f"{folder}/config.json", "--tokenizer", f"{folder}/tokenizer.json",
         "--context", "2048", "--out", str(tmp_path)]
    )  # fmt: skip
    data = json.loads((tmp_path / "manifest.json").read_text())
    assert data["limits"]["context"] == 2048 and data["training"]["tokens"] == 0
    for name, facts in data["files"].items():
        assert facts == export.facts_of(tmp_path / name)


def test_parameters_are_counted_as_exported() -> None:
    model = Denoiser(ModelConfig())
    assert 3.8e6 < model.parameter_count() < 4.6e6
