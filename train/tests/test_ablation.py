"""A grid of very small models: trained, measured, resumed, told."""

import argparse
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from conftest import TRAIN
from tokenizers import Tokenizer

from prime.ablation import report as ablation_report
from prime.ablation import run as ablation
from prime.ablation import trunk
from prime.ablation.grid import Cell, cells_of, config_of
from prime.ablation.trunk import renaming, restated
from prime.measures.held_out import draw_windows, ratio
from prime.network.checkpoint import load_weights
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.tokens.codebook import codes
from prime.tokens.tokenizer import renumber
from prime.training import train
from prime.training.config import Config
from prime.training.loader import batches
from prime.windows.documents import Documents
from prime.windows.draw import Draw
from prime.windows.stream import Limits

SHAPE = {"vocabulary": 512, "width": 32, "layers": 1, "heads": 2, "kv_heads": 1, "head_dim": 16,
         "hidden": 48}  # fmt: skip
GRID = {
    "model": SHAPE, "limits": {"context": 64}, "batchTokens": 1024, "average": 0.9, "pairs": 2,
    "contextLoss": False, "trunk": {"steps": 6}, "steps": 3,
    "measure": {"windows": 10, "pairs": 2, "holes": 6, "steps": [2, 4]},
    "cells": [
        {"length": 1, "seeds": [0, 1]},
        {"length": 3, "codebook": "shuffled", "order": "nested"},
        {"length": 3, "codebook": "shuffled", "order": "independent"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, files: list[dict], tokenizer: Tokenizer
) -> Path:
    path = tmp_path_factory.mktemp("ablation")
    for name in ("train", "heldout"):
        (path / f"{name}.jsonl").write_text("".join(json.dumps(f) + "\n" for f in files))
    tokenizer.save(str(path / "identity.json"))
    renumber(tokenizer, codes("shuffled", 512)).save(str(path / "shuffled.json"))
    (path / "grid.json").write_text(json.dumps(GRID))
    return path


def driven(folder: Path, out: str, grid: str = "grid", *more: str) -> dict:
    return ablation.main(
        ["--grid", f"{folder}/{grid}.json", "--corpus", f"{folder}/train.jsonl", "--heldout",
         f"{folder}/heldout.jsonl", "--tokenizers", str(folder), "--out", f"{folder}/{out}", *more]
    )  # fmt: skip


@pytest.fixture(scope="module")
def results(folder: Path) -> dict:
    return driven(folder, "out")


def test_every_cell_is_trained_alike_and_measured_on_the_same(results: dict) -> None:
    cells = results["cells"]
    assert list(cells) == ["l1-s0", "l1-s1", "l3-shuffled-nested-s0", "l3-shuffled-independent-s0"]
    first = cells["l1-s0"]
    for cell in cells.values():
        assert cell["steps"] == 3
        for key in ("tokens", "characters", "holes"):
            assert cell["windows"][key] == first["windows"][key]
        assert cell["holes"] == first["holes"]
        assert set(cell["fills"]) == {
            "left-to-right", *(f"{r}-{n}" for r in ("confidence", "ancestral") for n in (2, 4))
        }  # fmt: skip
    # one digit: the joint form is the bound; more: it falls below
    assert first["windows"]["joint"] == first["windows"]["bound"]
    nested = cells["l3-shuffled-nested-s0"]["windows"]
    assert sum(nested["joint"]) < sum(nested["bound"])
    assert cells["l1-s1"]["windows"]["bound"] != first["windows"]["bound"]


def test_an_ablation_goes_on_where_it_was_stopped(
    folder: Path, results: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    uninterrupted = train.train

    def interrupted(arguments: argparse.Namespace) -> Path:
        begun.append(arguments.out.name)
        if len(begun) == 3:  # the trunk and a cell are done, the next is half done
            arguments.stop_after = 2
            uninterrupted(arguments)
            raise KeyboardInterrupt
        return uninterrupted(arguments)

    monkeypatch.setattr(train, "train", interrupted)
    with pytest.raises(KeyboardInterrupt):
        driven(folder, "resumed")
    kept = json.loads((folder / "resumed" / "cells.json").read_text())
    assert list(kept["cells"]) == ["l1-s0"] and begun == ["trunk", "l1-s0", "l1-s1"]
    again = driven(folder, "resumed")
    timeless = lambda cells: {k: {**v, "minutes": 0} for k, v in cells.items()}
    assert timeless(again["cells"]) == timeless(results["cells"])


def test_ideas_are_held_against_the_same_model_without_them(folder: Path, tmp_path: Path) -> None:
    shared = {k: v for k, v in GRID.items() if k != "trunk"}
    row = {"length": 3, "codebook": "shuffled", "order": "nested"}
    ideas = {
        "flat weights": {"loss": {"clip": 1}},
        "own values": {"model": {"value_residual": False}},
        "gates": {"model": {"gate": True}},
        "rests": {"holes": {"rest": 1}},
        "little noise": {"curriculum": {"start": 0.1, "pools": 9}},
    }
    cells = [row, *({**row, "idea": name} for name in ideas)]
    grid = {**shared, "title": "tried", "baseline": "l3-shuffled-nested", "ideas": ideas,
            "cells": cells, "steps": 4, "contextLoss": True}  # fmt: skip
    (folder / "tried.json").write_text(json.dumps(grid))
    page = tmp_path / "page.md"
    page.write_text("<!-- measured: tried -->\n<!-- end: tried -->\n")
    found = driven(folder, "tried", "tried", "--page", str(page))["cells"]
    kinds = ["l3-shuffled-nested", *(f"l3-shuffled-nested-{name}" for name in ideas)]
    assert list(found) == [f"{k}-s0" for k in kinds]
    logs = [(folder / "tried/runs" / name / "log.jsonl").read_text() for name in found]
    losses = [[json.loads(x)["canvas"] for x in log.splitlines()] for log in logs]
    alike = [first == pytest.approx(losses[0][0], abs=2e-3) for first, *_ in losses]
    assert alike == [True, False, True, True, False, False]  # the same first batch, or not
    saved = [torch.load(folder / "tried/runs" / n / "checkpoint.pt")["model"] for n in found]
    mixes = [weights["blocks.0.value_mix"].tolist() for weights in saved]
    assert mixes[2] == [1, 0] and mixes[0] != [1, 0]
    assert saved[3]["blocks.0.gate"].any() and "blocks.0.gate" not in saved[0]
    rows = [x for x in page.read_text().splitlines() if x.startswith("| 3, shuffled, nested, own")]
    assert len(rows) == 3 and " ± " in rows[0]  # nats, similarity, exact
    assert (tmp_path / "images/tried-likelihood.svg").exists()
    with pytest.raises(SystemExit, match="no idea 'other'"):
        cells_of({**grid, "cells": [{**row, "idea": "other"}]})


def test_another_grid_needs_another_folder(folder: Path, results: dict) -> None:
    (folder / "other.json").write_text(json.dumps({**GRID, "steps": 4}))
    with pytest.raises(SystemExit, match="another grid: give another --out"):
        driven(folder, "out", "other")
    (folder / "semantic-grid.json").write_text(
        json.dumps({**GRID, "cells": [{"length": 2, "codebook": "semantic"}]})
    )
    with pytest.raises(SystemExit, match=r"no semantic\.json"):
        driven(folder, "none", "semantic-grid")


def test_tables_and_plots_say_what_the_cells_hold(
    folder: Path, results: dict, tmp_path: Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n\n<!-- measured: ablation -->\n<!-- end: ablation -->\nafter\n")
    assert driven(folder, "out", "grid", "--page", str(page)) == results
    once = page.read_text()
    assert once.startswith("before\n") and once.endswith("after\n")
    cells = results["cells"]
    sums = [np.array(cells[f"{k}-s0"]["windows"]["bound"]) for k in ("l1", "l3-shuffled-nested")]
    tokens = np.array(cells["l1-s0"]["windows"]["tokens"])
    row = next(x for x in once.splitlines() if x.startswith("| 3, shuffled, nested | 0"))
    difference = (sums[1] - sums[0]).sum() / tokens.sum()
    assert f"| {sums[1].sum() / tokens.sum():.3f} ± " in row
    assert f"| {difference:+.3f} ± ".replace("-", "−") in row
    for name in ("likelihood", "fills"):
        picture = ElementTree.parse(tmp_path / "images" / f"ablation-{name}.svg").getroot()
        assert len(picture.findall(".//{*}circle")) > 2 * len(cells)
    ablation_report.main(["--cells", f"{folder}/out/cells.json", "--page", str(page)])
    assert page.read_text() == once
    page.write_text("no marks")
    with pytest.raises(SystemExit, match="needs each of the marks"):
        ablation_report.put_into(page, results)


def test_a_cell_is_named_once() -> None:
    assert Cell(1, "semantic", "independent").name == "l1-s0"
    assert Cell(4, "shuffled", "independent", "concatenated", seed=2).name == (
        "l4-shuffled-independent-concatenated-s2"
    )
    with pytest.raises(SystemExit, match="l1-s0 twice"):
        cells_of({"cells": [{"length": 1}, {"length": 1, "codebook": "semantic"}]})


def test_windows_do_not_depend_on_the_codebook(files: list[dict], tokenizer: Tokenizer) -> None:
    other = renumber(tokenizer, codes("shuffled", 512))
    a, b = (draw_windows(Documents(files, t, Limits()), 5, 3) for t in (tokenizer, other))
    ids = renaming(tokenizer, other)
    for v, w in zip(a, b, strict=True):
        assert all((ids[x] == y).all() for x, y in zip(v.holes, w.holes, strict=True))
        assert (ids[v.tokens] == w.tokens).all()


@pytest.mark.parametrize("gate", [False, True], ids=["", "gate"])
@pytest.mark.parametrize(("before", "length"), [(1, 1), (1, 2), (1, 3), (3, 2)])
def test_a_model_says_the_same_in_other_states(
    tokenizer: Tokenizer, before: int, length: int, gate: bool
) -> None:
    torch.manual_seed(1)
    first = Denoiser(ModelConfig(**SHAPE, length=before)).eval()
    for weight in first.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    ids = renaming(tokenizer, renumber(tokenizer, codes("shuffled", 512)))
    shape = ModelConfig(**SHAPE, length=length, gate=gate)
    model = Denoiser(shape).eval()
    model.load_state_dict(restated(first, shape, ids))
    t = 9
    tokens = np.random.default_rng(0).integers(0, 512, t)
    hidden = np.arange(t) % 3 == 0
    states = lambda m, x: np.where(hidden, m.c.codec.query - 1, m.c.codec.state_of_id(x))
    at, left, mask = (
        torch.arange(t)[None],
        torch.ones(1, t, dtype=torch.long),
        torch.zeros(1, 1, t, t),
    )
    none = torch.zeros(1, 1, 1, 0, 16)
    with torch.no_grad():
        run = lambda m, x: m(
            torch.from_numpy(states(m, x))[None], at, left, mask, none, none, torch.arange(t)
        )
        old, new = run(first, tokens), run(model, ids[tokens])
    assert (old[0] - new[0][..., torch.from_numpy(ids)]).abs().max() < 1e-4
    assert (old[1] - new[1]).abs().max() < 1e-4
    if gate:
        with pytest.raises(ValueError, match="a model with gates stays one"):
            restated(model, first.c, ids)


def test_a_checkpoint_is_given_other_digits(
    tokenizer: Tokenizer, files: list[dict], tmp_path: Path
) -> None:
    renumber(tokenizer, codes("shuffled", 512)).save(str(tmp_path / "shuffled.json"))
    tokenizer.save(str(tmp_path / "identity.json"))
    model = Denoiser(ModelConfig(**SHAPE, length=3, codebook="shuffled"))
    state = {"config": model.c.as_dict(), "average": model.state_dict(), "limits": {}, "tokens": 7,
             "hours": 0.5}  # fmt: skip
    torch.save(state, tmp_path / "before.pt")
    wanted = {**SHAPE, "length": 2, "codebook": "identity"}
    (tmp_path / "config.json").write_text(json.dumps({"id": "x", "model": wanted}))
    words = ["--checkpoint", "before.pt", "--tokenizer", "shuffled.json", "--config", "config.json",
             "--to", "identity.json", "--out", "start.pt"]  # fmt: skip
    trunk.main([w if w.startswith("--") else str(tmp_path / w) for w in words])
    found, facts = load_weights(tmp_path / "start.pt")
    assert found.c == ModelConfig(**wanted) and facts["tokens"] == 7


def test_digit_vectors_side_by_side_are_an_encoder_too(
    files: list[dict], tokenizer: Tokenizer
) -> None:
    shape = ModelConfig(**SHAPE, length=3, encoder="concatenated")
    model = Denoiser(shape)
    table = model.state_table()
    assert table.shape == (shape.codec.states, 32)
    # states that share a digit share its part of the vector
    a, b = (int(shape.codec.state(np.array(d))) for d in ([1, 2, 8], [1, 7, 0]))
    assert (table[a] == table[b]).nonzero().flatten().tolist() == list(range(11))
    assert model.parameter_count() == Denoiser(ModelConfig(**SHAPE, length=3)).parameter_count()
    with pytest.raises(ValueError, match="neither table nor concatenated"):
        Denoiser(ModelConfig(**SHAPE, encoder="other"))


@pytest.mark.parametrize("pairs", [0, 1, 3])
def test_noise_copies_of_a_context(files: list[dict], tokenizer: Tokenizer, pairs: int) -> None:
    documents = Documents(files, tokenizer, Limits())
    draw = Draw(ModelConfig(**SHAPE).codec, "nested", 2048, 0, pairs=pairs, context_loss=False)
    _, batch = next(batches(lambda: documents, draw))
    copies = set(batch.role.unique().tolist()) & set(range(3, 99))
    assert copies == set(range(3, 3 + (2 * pairs or 1)))
    if pairs == 0:
        assert (batch.canvas_times == 1).all() and (batch.canvas_digits == 8).all()
        assert len(batch.canvas_rows) == batch.hole_tokens
    assert batch.next_in_tail.all()  # no target in the context


def test_the_error_of_a_ratio() -> None:
    rng = np.random.default_rng(0)
    n = rng.integers(1, 20, (400, 300)).astype(float)
    x = n * 2 + rng.normal(0, 1, n.shape) * n
    found = [ratio(a, b) for a, b in zip(x, n, strict=True)]
    assert np.mean([m for m, _ in found]) == pytest.approx(2, abs=0.02)
    assert np.mean([e for _, e in found]) == pytest.approx(np.std([m for m, _ in found]), rel=0.1)


@pytest.mark.parametrize("name", ["ablation-cpu", "ablation-gpu", "ideas-cpu"])
def test_the_grids_name_models_that_can_be_made(name: str) -> None:
    grid = json.loads((TRAIN / "configs" / f"{name}.json").read_text())
    cells = cells_of(grid)
    for cell in cells:
        shape = Config.of(config_of(grid, cell)).model
        assert shape.codec.base**shape.length == shape.vocabulary
    default = "l3-semantic-nested" if name == "ablation-cpu" else "l2-identity-nested"
    compared = [grid["baseline"]] if "baseline" in grid else ["l1", default]
    assert all(sum(c.kind == kind for c in cells) > 1 for kind in compared)
