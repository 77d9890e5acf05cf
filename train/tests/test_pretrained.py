"""The pretrained denoiser on tiny random weights: what must hold of any."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from tokenizers import Tokenizer

from prime.graph.session import session
from prime.pretrained.canvas import LightCanvas, canvas_from
from prime.pretrained.causal import SHAPE, Causal, causal_from
from prime.pretrained.drafts import HIDDEN, Place, drafts, places, visible
from prime.pretrained.external import save_graphs
from prime.pretrained.folder import main as save
from prime.pretrained.folder import manifest, save_folder
from prime.pretrained.graphs import canvas_graph, causal_graph
from prime.pretrained.greedy import greedy
from prime.pretrained.recover_canvas import main as recover
from prime.pretrained.smooth import smooth
from prime.pretrained.steps import Schedule
from prime.pretrained.train_canvas import main as train_canvas
from prime.pretrained.train_causal import main as train_causal
from prime.pretrained.vocabulary import NONE, closure, codes_of, cut, origins, rows_of
from prime.pretrained.weights import merged_causal
from prime.pretrained.windows import Hole, Window, WindowMaker
from prime.tokens.tokenizer import SPECIAL, renumber, train_bpe

V = 1024
CONFIG = replace(SHAPE, vocabulary=V, width=128, layers=3, heads=2, kv_heads=1, hidden=160)


@pytest.fixture(scope="module")
def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(3)
    causal = Causal(CONFIG)
    sized = lambda p: torch.randn_like(p) * p.shape[-1] ** -0.5
    made = {n: sized(p) if p.ndim > 1 else 1 + 0.2 * torch.randn_like(p)
            for n, p in causal.named_parameters()}  # fmt: skip
    return {**made, "embedding.weight": 3 * made["embedding.weight"]}


@pytest.fixture(scope="module")
def causal(weights: dict) -> Causal:
    return causal_from(weights).requires_grad_(False)


@pytest.fixture(scope="module")
def canvas(causal: Causal) -> LightCanvas:
    canvas = LightCanvas(causal.c, [0, 2], max_hole=16)
    canvas.begin_at(causal)
    torch.nn.init.normal_(canvas.remaining.weight, std=0.1)
    torch.nn.init.normal_(canvas.length_head.weight, std=0.1)
    torch.nn.init.normal_(canvas.length_head.bias, std=0.1)
    return canvas.requires_grad_(False)


@pytest.fixture(scope="module")
def bpe(files: list[dict]) -> Tokenizer:
    return train_bpe((f["text"] for f in files), V)


@pytest.fixture(scope="module")
def base(bpe: Tokenizer, weights: dict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as prime.pretrained.vocabulary writes it."""
    folder = tmp_path_factory.mktemp("base")
    bpe.save(str(folder / "tokenizer.json"))
    torch.save(weights, folder / "weights.pt")
    return folder


@pytest.fixture(scope="module")
def corpus(files: list[dict], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "train.jsonl"
    path.write_text("".join(json.dumps(f) + "\n" for f in files))
    return path


def test_a_shape_is_read_off_the_weights(causal: Causal) -> None:
    assert causal.c == CONFIG


def test_foreign_weights_are_refused(weights: dict) -> None:
    with pytest.raises(ValueError, match=r"no weights of the base: head"):
        causal_from({**weights, "head.weight": weights["norm.gain"]})


def test_what_was_encoded_before_gives_the_same(causal: Causal) -> None:
    tokens, at = torch.randint(V, (1, 12)), torch.arange(12)[None]
    whole, _ = causal(tokens, at)
    _, past = causal(tokens[:, :7], at[:, :7])
    seen = torch.ones(5, 12, dtype=torch.bool).tril(7)[None, None]
    rest, _ = causal(tokens[:, 7:], at[:, 7:], past, seen)
    assert torch.allclose(rest, whole[:, 7:], atol=1e-5)


def test_greedy_fills_are_the_same_alone_and_beside_longer_ones(causal: Causal) -> None:
    rng = np.random.default_rng(0)
    streams = [rng.integers(V, size=n).tolist() for n in (5, 9, 14)]
    anything = [torch.ones(V, dtype=torch.bool)] * 3
    never = torch.tensor([0, 1])
    together = greedy(causal, streams, 6, anything, never)
    assert together == [greedy(causal, [s], 6, anything[:1], never)[0] for s in streams]
    by_hand = list(streams[1])
    for _ in range(6):
        hidden, _ = causal(torch.tensor([by_hand]), torch.arange(len(by_hand))[None])
        by_hand.append(int(causal.logits(hidden[0, -1])[2:].argmax()) + 2)
    assert together[1] == by_hand[9:]


def test_a_cut_vocabulary_keeps_merges_closed_and_every_text_writable(files: list[dict]) -> None:
    large = train_bpe((f["text"] for f in files), 2048)
    names = [f"<|idle_{i}|>" for i in range(20)]
    data = json.loads(large.to_str())
    known = data["model"]["vocab"]
    roles = dict(zip(SPECIAL, names, strict=False))
    for new, old in roles.items():
        known[old] = known.pop(new)
    counts = Counter(
        i for f in files for i in large.encode(f["text"], add_special_tokens=False).ids
    )
    whole = Tokenizer.from_str(json.dumps(data))
    smaller = cut(whole, names, counts, V)
    old = origins(smaller, whole, roles)
    assert smaller.get_vocab_size() == V == len(set(old.tolist())) and NONE not in old
    rows = rows_of(np.arange(2048.0)[:, None], np.array([5, NONE]))
    assert rows[:, 0].tolist() == [5, 1023.5]
    model = json.loads(smaller.to_str())["model"]
    for a, b in model["merges"]:
        assert {a, b, a + b} <= set(model["vocab"])
    made = {a + b for a, b in model["merges"]}
    assert all(len(t) == 1 or t in made or t in SPECIAL for t in model["vocab"])
    for text in [*(f["text"] for f in files[:5]), "\x00\x07é 😀\r\n\t中 ̈ <|end|>"]:
        ids = smaller.encode(text, add_special_tokens=False).ids
        assert smaller.decode(ids) == text
        assert not {smaller.token_to_id(s) for s in SPECIAL} & set(ids)


def test_a_token_brings_along_what_it_is_merged_from() -> None:
    made_from = {"abc": ("ab", "c"), "ab": ("a", "b")}
    assert closure("abc", made_from, {"a", "c"}) == {"abc", "ab", "b"}


def test_codes_put_like_directions_into_one_group() -> None:
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(4, 8)) * 5
    kind = rng.permutation(np.repeat(np.arange(4), 16))
    code = codes_of(centres[kind] + 0.1 * rng.normal(size=(64, 8)))
    assert sorted(code) == list(range(64))
    for k in range(4):
        assert len({c // 16 for c in code[kind == k]}) == 1


def test_a_window_heals_the_token_before_its_hole(bpe: Tokenizer) -> None:
    maker = WindowMaker(bpe)
    hole = Hole("a.py", "def mean(values):\n    retu", "rn total", "\n\ndef other():\n    pass\n")
    stream, middle = maker.lay(hole, 64, 8)
    raw, short = maker.lay(hole, 64, 8, heal=False)
    assert stream == raw[: len(stream)] and len(raw) == len(stream) + 1
    assert bpe.decode(middle) == bpe.decode(raw[-1:]) + bpe.decode(short)
    s = maker.special
    assert stream[0] == s["file"] and stream.count(s["holes"][0]) == stream.count(s["prefix"]) == 1
    after = stream[stream.index(s["holes"][0]) + 1 : stream.index(s["prefix"])]
    assert len(after) == 8 and hole.suffix.startswith(bpe.decode(after))
    bare, _ = maker.lay(Hole("a.py", "x = ", "1", ""), 64, 8)
    assert s["holes"][0] not in bare


def test_a_window_keeps_to_its_budget(bpe: Tokenizer) -> None:
    hole = Hole("a.py", "value = 1\n" * 90, "total", "\nprint(value)\n" * 90)
    for budget in (24, 60, 200):
        stream, _ = WindowMaker(bpe).lay(hole, budget, budget // 3)
        assert len(stream) == budget


def test_some_digit_is_always_masked() -> None:
    rng = np.random.default_rng(0)
    for n in (1, 2, 7):
        for _ in range(200):
            shown = visible(rng, n)
            assert shown.shape == (n,) and shown.min() >= 0 and shown.min() < 2


def test_a_draft_sees_the_text_before_it_and_itself() -> None:
    w = Window(np.arange(40), 30, False)
    rng = np.random.default_rng(0)
    found = places(rng, w, 60, 16)
    assert all(p.start + p.length <= w.end and p.length > 0 for p in found)
    assert all(p.start + p.length == w.end for p in found if p.is_whole)
    d = drafts(rng, w, [Place(20, 3, False), Place(34, 5, True)], 16)
    seen = (d.mask == 0)[:, 0, 0]
    assert seen[0].nonzero()[:, 0].tolist() == [*range(20), 40, 41, 42]
    assert seen[1].nonzero()[:, 0].tolist() == [*range(34), *range(40, 45)]
    assert d.tokens.tolist() == [[20, 21, 22, 0, 0], [34, 35, 36, 37, 38]]
    assert d.remaining.tolist() == [[17, 17, 17, 0, 0], [5, 4, 3, 2, 1]]
    assert d.positions[1].tolist() == [34, 35, 36, 37, 38]
    assert not d.scored[0, 3:].any() and (d.weight <= 1).all()


def test_padding_and_the_text_after_a_draft_change_nothing(
    causal: Causal, canvas: LightCanvas
) -> None:
    rng = np.random.default_rng(0)
    tokens = rng.integers(V, size=20)
    other = np.concatenate([tokens[:12], rng.integers(V, size=8)])
    answers = []
    for text, group in ((tokens, [Place(12, 4, True)]),
                        (other, [Place(12, 4, True), Place(3, 7, False)])):  # fmt: skip
        w = Window(text, 12, True)
        _, made = causal(torch.from_numpy(text)[None], torch.arange(20)[None])
        d = drafts(np.random.default_rng(1), w, group, canvas.max_hole)
        shown = torch.zeros_like(d.shown)
        x = canvas.vectors(causal.embedding.weight, d.tokens, shown)
        past = [made[i] for i in canvas.layers]
        answers.append(canvas(x, d.positions, d.remaining, past, d.mask)[0, :4])
    assert torch.allclose(*answers, atol=1e-5)


def test_rows_of_the_state_table_are_what_the_canvas_reads(
    causal: Causal, canvas: LightCanvas
) -> None:
    codec, embedding = canvas.codec, causal.embedding.weight
    table = canvas.state_table(embedding)
    ids = torch.tensor([[5, 700, 31, 32]])
    for shown in (0, 1, 2):
        digits = codec.digits(ids.numpy())
        digits[..., shown:] = codec.mask
        states = torch.from_numpy(codec.state(digits))
        told = canvas.vectors(embedding, ids, torch.full_like(ids, shown))
        assert torch.equal(table[states], told)


def test_a_graph_keeps_the_shapes_of_its_values_from_whoever_opens_it(
    causal: Causal, canvas: LightCanvas
) -> None:
    graph = causal_graph(causal, canvas.state_table(causal.embedding.weight))
    told = onnx.shape_inference.infer_shapes(graph, data_prop=True).graph
    known = {v.name for v in told.value_info if v.type.tensor_type.HasField("shape")}
    reshaped = {n.output[0] for n in told.node if n.op_type == "Reshape"}
    assert known and reshaped and not known & reshaped


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Root mean square of the difference, as a share of b's."""
    return float(np.sqrt(np.mean((a - b) ** 2) / np.mean(b**2)))


@pytest.mark.parametrize(("form", "tolerance"), [("float", 1e-5), ("int8", 0.04)])
def test_both_graphs_compute_what_torch_computes(
    causal: Causal, canvas: LightCanvas, tmp_path: Path, form: str, tolerance: float
) -> None:
    embedding = causal.embedding.weight
    table = canvas.state_table(embedding)
    graphs = {
        "causal.onnx": causal_graph(causal, table, form),
        "canvas.onnx": canvas_graph(canvas, table, embedding, form),
    }
    files = save_graphs(graphs, tmp_path)
    assert [f.name for f in files] == ["causal.onnx", "canvas.onnx", "weights-0.bin"]
    outside = [t for g in graphs.values() for t in g.graph.initializer if t.external_data]
    # both graphs read one table and one head
    assert len({t.external_data[1].value for t in outside}) <= len(outside) - 2
    codec, rng = canvas.codec, np.random.default_rng(5)
    ids = rng.integers(V, size=20)
    states = codec.state_of_id(ids)
    path = session(tmp_path / "causal.onnx")
    none = np.zeros((3, 1, 1, 0, 64), np.float32)
    hidden_mask = lambda t, p: np.triu(np.full((t, p + t), HIDDEN, np.float32), p + 1)[None, None]
    feeds = lambda a, b, keys, values: {
        "states": states[None, a:b], "positions": np.arange(a, b)[None],
        "mask": hidden_mask(b - a, a), "past_keys": keys, "past_values": values,
        "select": np.arange(b - a),
    }  # fmt: skip
    _, keys, values = path.run(None, feeds(0, 13, none, none))
    logits, new_keys, new_values = path.run(None, feeds(13, 20, keys, values))
    keys, values = np.concatenate([keys, new_keys], 3), np.concatenate([values, new_values], 3)
    hidden, made = causal(torch.from_numpy(ids)[None], torch.arange(20)[None])
    told = causal.logits(hidden[0, 13:]).numpy()
    assert apart(logits[0], told) < tolerance
    for i, (k, v) in enumerate(made):
        assert apart(keys[i], k.numpy()) < tolerance
        assert apart(values[i], v.numpy()) < tolerance

    w = Window(np.concatenate([ids, rng.integers(V, size=6)]), 20, True)
    d = drafts(np.random.default_rng(1), w, [Place(20, 4, True), Place(20, 6, False)], 16)
    digits = codec.digits(d.tokens.numpy())
    digits[np.arange(2) >= d.shown.numpy()[..., None]] = codec.mask
    exact = [(k[:, :, :20], v[:, :, :20]) for k, v in made]
    mask = torch.cat([d.mask[..., :20], d.mask[..., 26:]], -1)
    x = canvas.vectors(embedding, d.tokens, d.shown)
    hidden = canvas(x, d.positions, d.remaining, [exact[i] for i in canvas.layers], mask)
    told = (hidden @ embedding.T).numpy()
    logits, lengths, *_ = session(tmp_path / "canvas.onnx").run(
        None,
        {
            "states": codec.state(digits), "positions": d.positions.numpy(),
            "remaining": d.remaining.numpy(), "mask": mask.numpy(),
            "past_keys": keys[list(canvas.layers)], "past_values": values[list(canvas.layers)],
            "select": np.arange(6),
        },
    )  # fmt: skip
    real = np.array([[True] * 4 + [False] * 2, [True] * 6])
    assert apart(logits[real], told[real]) < tolerance
    told = canvas.length_head(hidden).numpy()
    assert apart(lengths[real], told[real]) < tolerance


@pytest.mark.parametrize(("form", "tolerance"), [("float", 1e-6), ("int8", 0.012)])
def test_the_canvas_of_a_folder_is_the_one_that_was_saved(
    causal: Causal, canvas: LightCanvas, bpe: Tokenizer, tmp_path: Path, form: str, tolerance: float
) -> None:
    bpe.save(str(tmp_path / "tokenizer.json"))
    files = save_folder(causal, canvas, tmp_path / "tokenizer.json", tmp_path / "model", form)
    training = {"tokens": 1, "canvasPositions": 5, "hours": 0.5}
    facts = manifest(causal, canvas, files, training, {})
    (tmp_path / "model" / "manifest.json").write_text(json.dumps(facts))
    recover([*("--model", str(tmp_path / "model")), *("--out", str(tmp_path / "canvas.pt"))])
    saved = torch.load(tmp_path / "canvas.pt", weights_only=True)
    assert saved["positions"] == 5
    told = canvas_from(saved, causal.c).state_dict()
    for name, weight in canvas.state_dict().items():
        assert apart(told[name].numpy(), weight.numpy()) <= tolerance, name


def test_evened_channels_change_nothing_but_what_rounding_costs(
    weights: dict, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    uneven = {n: w.clone() for n, w in weights.items()}
    for i in range(CONFIG.layers):  # a channel as a pretrained network has some
        uneven[f"blocks.{i}.attention_norm.gain"][7] *= 60
        uneven[f"blocks.{i}.feed_forward_norm.gain"][9] *= 60
        for name in ("q", "k", "v"):
            uneven[f"blocks.{i}.{name}.weight"][:, 7] /= 60
        for name in ("swish", "up"):
            uneven[f"blocks.{i}.{name}.weight"][:, 9] /= 60
    plain, evened = causal_from(uneven), causal_from(uneven)
    tokens, at = torch.randint(V, (1, 24)), torch.arange(24)[None]
    smooth(evened, [torch.randint(V, (1, 40)) for _ in range(3)])
    with torch.no_grad():
        told = plain.logits(plain(tokens, at)[0])[0].numpy()
        assert apart(evened.logits(evened(tokens, at)[0])[0].numpy(), told) < 1e-4
    table = LightCanvas(CONFIG, [0]).state_table(plain.embedding.weight)
    none = np.zeros((3, 1, 1, 0, 64), np.float32)
    feeds = {
        "states": LightCanvas(CONFIG, [0]).codec.state_of_id(tokens.numpy()),
        "positions": at.numpy(), "mask": np.triu(np.full((1, 1, 24, 24), HIDDEN, np.float32), 1),
        "past_keys": none, "past_values": none, "select": np.arange(24),
    }  # fmt: skip
    lost = []
    for name, network in (("plain", plain), ("evened", evened)):
        save_graphs({"causal.onnx": causal_graph(network, table)}, tmp_path / name)
        logits = session(tmp_path / name / "causal.onnx").run(["logits"], feeds)[0][0]
        lost.append(apart(logits, told))
    assert lost[1] < 0.7 * lost[0]


def test_a_rate_rises_then_falls_to_nothing() -> None:
    rate = Schedule(peak=2.0, minutes=10, warm_up=4, falling=0.5).rate
    assert rate(0, 0) == 0.5 and rate(100, 4) == 2.0
    assert rate(100, 7.5) == pytest.approx(1.0) and rate(100, 10) == rate(100, 12) == 0


def test_both_stages_learn_go_on_and_become_a_folder(
    base: Path, corpus: Path, tmp_path: Path
) -> None:
    stage_1, stage_2 = tmp_path / "causal", tmp_path / "canvas"
    shared = ["--base", str(base), "--corpus", str(corpus), "--minutes", "999"]
    first = [*shared, "--out", str(stage_1), "--tokens", "300", "--rate", "0.01"]
    first += ["--end-weight", "8"]
    train_causal([*first, "--max-steps", "16"])
    train_causal([*first, "--max-steps", "20"])
    rows = [json.loads(line) for line in (stage_1 / "log.jsonl").read_text().splitlines()]
    assert [r["step"] for r in rows] == [*range(1, 21)]  # the second start went on
    mean = lambda rows, name: sum(r[name] for r in rows) / len(rows)
    assert mean(rows[-5:], "before") < mean(rows[:5], "before") - 0.3
    assert mean(rows[-5:], "end") < mean(rows[:5], "end") - 1
    adapters = stage_1 / "adapters.pt"
    second = [
        *shared,
        "--rate",
        "0.003",
        "--adapters",
        str(adapters),
        "--out",
        str(stage_2),
        "--layers",
        "0,2",
    ]
    train_canvas([*second, "--windows", "2", "--canvases", "8", "--max-steps", "45"])
    train_canvas([*second, "--canvases", "8", "--precision", "bf16", "--max-steps", "50"])
    rows = [json.loads(line) for line in (stage_2 / "log.jsonl").read_text().splitlines()]
    assert mean(rows[-10:], "entropy") < mean(rows[:10], "entropy") - 0.1
    assert mean(rows[-10:], "length") < mean(rows[:2], "length")

    out = tmp_path / "model"
    learnt = ["--adapters", str(adapters), "--canvas", str(stage_2 / "canvas.pt")]
    save(["--base", str(base), "--corpus", str(corpus), *learnt, "--out", str(out)])
    told = json.loads((out / "manifest.json").read_text())
    assert sorted([*told["files"], "manifest.json"]) == sorted(p.name for p in out.iterdir())
    assert told["graph"]["canvas"]["layers"] == [0, 2] and told["subTokens"]["base"] == 32
    assert told["training"]["tokens"] > 0 < told["training"]["canvasPositions"]


def test_all_weights_can_learn_with_windows_drawn_by_workers(
    base: Path, corpus: Path, tmp_path: Path
) -> None:
    train_causal(["--base", str(base), "--corpus", str(corpus), "--out", str(tmp_path),
                  "--minutes", "999", "--rank", "0", "--tokens", "200", "--rate", "0.001",
                  "--workers", "1", "--max-steps", "2"])  # fmt: skip
    before, _ = merged_causal(base, None)
    after, facts = merged_causal(base, tmp_path / "adapters.pt")
    assert facts["tokens"] > 0
    changed = [not torch.equal(a, b) for a, b in
               zip(before.parameters(), after.parameters(), strict=True)]  # fmt: skip
    assert all(changed)


def test_a_run_goes_on_from_adapters_of_a_lower_rank(
    base: Path, corpus: Path, tmp_path: Path
) -> None:
    shared = ["--base", str(base), "--corpus", str(corpus), "--minutes", "999", "--tokens", "200"]
    low, high = tmp_path / "low", tmp_path / "high"
    train_causal([*shared, "--out", str(low), "--rank", "2", "--rate", "0.01", "--max-steps", "3"])
    more = ["--init-from", str(low / "adapters.pt"), "--precision", "bf16"]
    train_causal(
        [*shared, "--out", str(high), "--rank", "4", *more, "--rate", "0", "--max-steps", "1"]
    )
    tokens = torch.arange(7)[None]
    logits = []
    for folder in (low, high):
        causal, _ = merged_causal(base, folder / "adapters.pt")
        logits.append(causal.logits(causal(tokens, tokens)[0]))
    assert torch.allclose(*logits, atol=1e-5)
    back = [*shared, "--out", str(tmp_path / "back"), "--init-from", str(high / "adapters.pt")]
    with pytest.raises(ValueError, match="of a higher rank"):
        train_causal([*back, "--rank", "2", "--max-steps", "1"])


def test_what_the_base_knows_is_kept_by_its_own_law(
    base: Path, corpus: Path, tmp_path: Path
) -> None:
    def apart(out: str, *more: str) -> list[float]:
        train_causal(["--base", str(base), "--corpus", str(corpus), "--out", str(tmp_path / out),
                      "--minutes", "999", "--tokens", "300", "--rank", "2", *more])  # fmt: skip
        rows = (tmp_path / out / "log.jsonl").read_text().splitlines()
        return [json.loads(row)["apart"] for row in rows]

    far = ["--rate", "0.03", "--max-steps", "25"]
    free, held = apart("free", "--keep", "1e-9", *far), apart("held", "--keep", "1", *far)
    assert abs(free[0]) < 1e-4 and abs(held[0]) < 1e-4  # nothing is learnt yet
    assert 0 < 2 * sum(held[-8:]) < sum(free[-8:])


def test_adapters_in_half_precision_are_merged_as_they_are(
    base: Path, weights: dict, tmp_path: Path
) -> None:
    torch.manual_seed(2)
    network = Causal(CONFIG, rank=2)
    changes = {
        n: torch.randn_like(p) * 0.1
        for n, p in network.named_parameters()
        if ".a" in n or ".b" in n
    }
    changes = {f"causal.{n}": p for n, p in changes.items()}
    special = weights["embedding.weight"][: len(SPECIAL)]
    told = []
    for kind in (torch.float16, torch.float32):
        learnt = {n: p.half().to(kind) for n, p in {"special": special, **changes}.items()}
        torch.save({"adapters": learnt, "rank": 2, "tokens": 9, "hours": 0.1}, tmp_path / "a.pt")
        told.append(merged_causal(base, tmp_path / "a.pt")[0].state_dict())
    for name, weight in told[0].items():
        assert weight.dtype == torch.float32 and torch.equal(weight, told[1][name]), name
    assert not torch.equal(told[0]["blocks.0.q.weight"], weights["blocks.0.q.weight"])


def test_adapters_of_another_network_are_refused(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "adapters.pt"
    special = torch.zeros(len(SPECIAL), CONFIG.width)
    torch.save({"adapters": {"special": special, "causal.blocks.9.q.a": special}, "rank": 2,
                "tokens": 0, "hours": 0.0}, path)  # fmt: skip
    with pytest.raises(ValueError, match="no adapters of this base"):
        merged_causal(base, path)


def test_renumbered_ids_spell_the_same(bpe: Tokenizer) -> None:
    other = renumber(bpe, np.random.default_rng(0).permutation(V))
    text = "def f(x):\n    return x\n"
    assert other.encode(text).tokens == bpe.encode(text).tokens
