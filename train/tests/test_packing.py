"""Windows packed into rows of one length, losses in chunks, batches from worker processes."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from prime.corpus import shards
from prime.network.attention import FlexMask, dense_attention, flex
from prime.network.model import Denoiser
from prime.network.shape import ModelConfig
from prime.tokens.digits import filtered
from prime.training import losses as chunked
from prime.training.loader import batches
from prime.training.losses import LossWeights, TokenLoss, counts, losses
from prime.training.throughput import Throughput, work
from prime.windows.batch import Batch, collate, packed_size
from prime.windows.documents import Documents, Shards
from prime.windows.draw import Draw
from prime.windows.noise import Curriculum, complementary_pair
from prime.windows.packing import pack
from prime.windows.roles import attention_mask
from prime.windows.stream import Limits

SHAPE = ModelConfig(vocabulary=512, length=3, width=48, layers=2, heads=4, kv_heads=2, head_dim=12,
                    hidden=96)  # fmt: skip
ROW = 1024


def model() -> Denoiser:
    torch.manual_seed(0)
    m = Denoiser(SHAPE)
    for p in m.parameters():  # the zeros it starts with would hide mistakes
        torch.nn.init.normal_(p, std=0.2)
    return m


@pytest.fixture(scope="module")
def documents(files: list[dict], tokenizer: Tokenizer) -> Documents:
    return Documents(files, tokenizer, Limits(context=256))


@pytest.fixture(scope="module")
def drawn(documents: Documents) -> tuple[Batch, Batch]:
    """The same windows and noise, a row each and packed."""
    rng = np.random.default_rng(0)
    windows, packed = pack(lambda: documents.draw(rng), packed_size, 3, ROW)
    size = np.array([sum(map(len, w.holes)) for w in windows])
    noise = complementary_pair(rng, size, 3, "nested", 0.2)
    rest = (windows, noise, SHAPE.codec, documents.limits)
    return collate(*rest), collate(*rest, packed=packed)


def test_rows_are_filled_without_overlap() -> None:
    rng = np.random.default_rng(1)
    sizes, packed = pack(lambda: int(rng.integers(40, 400)), lambda n: n, 8, ROW)
    used = np.zeros((8, ROW), int)
    for n, (row, start) in zip(sizes, packed.places, strict=True):
        used[row, start : start + n] += 1
    assert used.max() == 1 and used.mean() > 0.93
    with pytest.raises(ValueError, match="does not fit a row"):
        pack(lambda: ROW + 1, lambda n: n, 8, ROW)


def test_packed_windows_have_the_losses_and_gradients_of_single_ones(
    drawn: tuple[Batch, Batch],
) -> None:
    m, table = model(), torch.from_numpy(SHAPE.codec.digits(range(512)))
    gradients = []
    for batch in drawn:
        total, figures = losses(
            m, batch, table, counts(batch, SHAPE.codec.base, LossWeights()), LossWeights()
        )
        gradients.append((figures, torch.autograd.grad(total, list(m.parameters()))))
    (a, ga), (b, gb) = gradients
    assert len(drawn[1].states) == 3 < len(drawn[0].states)
    assert torch.allclose(a, b, atol=1e-5)
    for x, y in zip(ga, gb, strict=True):
        assert (x - y).abs().max() <= 1e-4 * x.abs().max().clamp(min=1e-3)


def test_loss_weights_weigh_the_means_of_the_parts(drawn: tuple[Batch, Batch]) -> None:
    m, table, batch = model(), torch.from_numpy(SHAPE.codec.digits(range(512))), drawn[0]
    shares = LossWeights(middle=4, length=0.3)
    of = counts(batch, SHAPE.codec.base, shares)
    n, k = of[:2].tolist()  # targets in contexts and in middles
    _, (total, context, middle, canvas, length) = losses(m, batch, table, of, shares)
    following = (n * context + 4 * k * middle) / (n + 4 * k)
    assert float(total) == pytest.approx(float(following + canvas + 0.3 * length), rel=1e-5)
    assert abs(float(middle - context)) > 1e-3


def test_a_batch_without_a_masked_token_has_losses(drawn: tuple[Batch, Batch]) -> None:
    m, table, batch = model(), torch.from_numpy(SHAPE.codec.digits(range(512))), drawn[0]
    names = ("canvas_rows", "canvas_targets", "canvas_digits", "canvas_times")
    bare = replace(batch, **{name: getattr(batch, name)[:0] for name in names})
    total, figures = losses(
        m, bare, table, counts(bare, SHAPE.codec.base, LossWeights()), LossWeights()
    )
    total.backward()
    assert float(figures[3]) == 0 < float(figures[1])
    assert all(p.grad is None or bool(p.grad.isfinite().all()) for p in m.parameters())


def test_a_window_sees_no_other(drawn: tuple[Batch, Batch]) -> None:
    batch = drawn[1]
    mask = attention_mask(batch.role, batch.document)[:, 0]
    same = batch.document[:, :, None] == batch.document[:, None, :]
    assert not (mask & ~same).any()
    seen = mask & (batch.role > 0)[:, :, None]
    assert int(seen.sum()) == batch.pairs


def test_flex_attention_keeps_documents_apart(drawn: tuple[Batch, Batch]) -> None:
    batch = drawn[1]
    g = torch.Generator().manual_seed(0)
    q, k, v = (torch.randn(3, h, ROW, 16, generator=g) for h in (4, 2, 2))
    with torch.no_grad():
        a = dense_attention(q, k, v, attention_mask(batch.role, batch.document))
        f = flex(q, k, v, FlexMask(batch.role, batch.document))
    assert (a - f).abs().max() < 1e-4


def test_all_batches_of_rows_have_one_shape_and_blocks_compile_once(documents: Documents) -> None:
    draw = Draw(SHAPE.codec, "nested", 2 * ROW, 0, row=ROW)
    m = model()
    for block in m.blocks:
        block.compile(dynamic=False, backend="aot_eager")
    rows = []
    for _, batch in islice(batches(lambda: documents, draw), 3):
        assert batch.states.shape == (2, ROW)
        with torch._dynamo.config.patch(error_on_recompile=bool(rows)):
            flat = (batch.states, batch.positions, batch.remaining, batch.role, batch.document)
            m.packed(*flat).sum().backward()
        rows.append(len(batch.next_rows))
    assert len(set(rows)) > 1


@pytest.mark.parametrize("with_digits", [False, True])
def test_the_chunked_loss_is_cross_entropy(
    with_digits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(chunked.CHUNK, "cpu", 7)
    g = torch.Generator().manual_seed(1)
    hidden = torch.randn(40, 16, generator=g, requires_grad=True)
    head = torch.randn(512, 16, generator=g, requires_grad=True)
    targets = torch.randint(0, 512, (40,), generator=g)
    weight = torch.rand(40, generator=g)
    table = torch.from_numpy(SHAPE.codec.digits(range(512)))
    shown = torch.rand(40, 3, generator=g) < 0.4
    digits = torch.where(shown, table[targets], 8) if with_digits else None
    total, each = TokenLoss.apply(hidden, head, targets, weight, digits, table, 8)
    found = torch.autograd.grad(3 * total, [hidden, head])
    logits = hidden @ head.T
    if digits is not None:
        logits = filtered(logits, digits, table, 8)
    wanted = F.cross_entropy(logits, targets, reduction="none")
    assert torch.allclose(each, wanted, atol=1e-4)
    slopes = torch.autograd.grad(3 * (wanted * weight).sum(), [hidden, head])
    for a, b in zip(found, slopes, strict=True):
        assert torch.allclose(a, b, atol=1e-4)


def equal(a: Batch, b: Batch) -> bool:
    pairs = zip(vars(a.to("cpu")).values(), vars(b.to("cpu")).values(), strict=True)
    return all(x.equal(y) if torch.is_tensor(x) else x == y for x, y in pairs)


@pytest.mark.parametrize("row", [None, ROW])
def test_workers_draw_what_one_process_draws_and_resume(documents: Documents, row: int) -> None:
    easy = Curriculum(0.2, 2)
    draw = Draw(SHAPE.codec, "nested", 2 * ROW, 3, row=row, curriculum=easy)
    alone = list(islice(batches(lambda: documents, draw, lane=1), 30 if row is None else 4))
    places = [place for place, _ in alone]
    assert all(b.canvas_times.max() < easy.latest(pool) + 1e-6 for (pool, _), b in alone)
    assert places[-1][0] > 0
    start = places[len(places) // 2]
    several = islice(batches(lambda: documents, draw, start, 1, workers=2), 2)
    for (place, batch), at in zip(several, range(len(places) // 2 + 1, len(places)), strict=False):
        assert place == places[at] and equal(batch, alone[at][1])


def test_shards_are_taken_up_as_they_appear(
    files: list[dict], tokenizer: Tokenizer, tmp_path: Path
) -> None:
    lines = [json.dumps(f) + "\n" for f in files]
    written = shards.write(iter(lines), tmp_path / "all", 8000)
    assert len(written) >= 3
    again = [f for path in written for f in shards.read(path)]
    assert again == files
    folder = tmp_path / "here"
    folder.mkdir()
    with pytest.raises(SystemExit, match=r"write them with prime\.corpus\.shards"):
        Shards(folder, tokenizer, Limits())
    written[0].rename(folder / written[0].name)
    there = Shards(folder, tokenizer, Limits())
    first = len(there.files["python"])
    (folder / "shard-0009.jsonl.part").write_bytes(b"half")
    written[1].rename(folder / written[1].name)
    there.refresh()
    assert 0 < first < len(there.files["python"]) < len(files)


def test_operations_are_counted_a_weight_and_a_pair(drawn: tuple[Batch, Batch]) -> None:
    m = model()
    one, packed = drawn
    assert work(m, one) == work(m, packed)
    positions = int((one.role > 0).sum())
    blocks = 2 * (48 * 48 * 2 + 48 * 24 * 2 + 48 * 96 * 2)
    scored = len(one.next_rows) + len(one.canvas_rows)
    wanted = 6 * blocks * positions + 6 * 512 * 48 * scored + 12 * 2 * 48 * one.pairs
    assert work(m, one) == wanted


def test_the_share_of_peak_is_that_of_all_devices() -> None:
    seconds = iter([0.0, 10.0, 10.0])
    meter = Throughput(2.0, 2, lambda: next(seconds))
    meter.add(20_000, 1e13)
    assert meter.told() == "2,000 tokens/s, 1 TF/s, 25.0 % of peak"
