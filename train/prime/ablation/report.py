"""Tables and plots of an ablation, written into a page between marks.

    python -m prime.ablation.report --cells OUT/cells.json --page ../docs/results.md

The plots go into the folder `images` beside the page. Every figure comes from the file of cells;
± is one standard error, over windows or over holes, and differences are paired over them.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from prime.ablation.compared import (  # fmt: skip
    PLAIN,
    against,
    by_kind,
    kind_of,
    mean_error,
    nats,
    plus,
    pooled,
    told,
)
from prime.ablation.plots import fill_plot, likelihood_plot
from prime.measures.held_out import ratio


def likelihood_rows(cells: dict, baseline: str) -> list[list[str]]:
    rows = []
    for name, cell in cells.items():
        n, seed = nats(cell, "tokens"), cell["cell"]["seed"]
        bound, left = ratio(nats(cell, "bound"), n), ratio(nats(cell, "next"), n)[0]
        difference = against(cell, cells.get(f"{baseline}-s{seed}"), "bound")
        gap = ratio(nats(cell, "bound") - nats(cell, "next"), n)
        rows.append(
            [
                told(kind_of(name)), str(seed), f"{left:.3f}",
                f"{bound[0]:.3f} ± {bound[1]:.3f}", plus(*difference) if difference else "",
                f"{gap[0]:.3f} ± {gap[1]:.3f}",
                f"{ratio(nats(cell, 'joint'), n)[0]:.3f}",
                f"{sum(cell['windows']['length']) / sum(cell['windows']['holes']):.2f}",
                f"{cell['tokens'] / 1e6:.2f} M", f"{cell['minutes']:.1f}",
            ]
        )  # fmt: skip
    return rows


def over_seeds(cells: dict, baseline: str) -> list[str]:
    """A sentence for each kind with several seeds in common with the baseline."""
    kinds = by_kind(cells)
    told_ = []
    for kind, mine in kinds.items():
        pairs = [
            (c, b) for c in mine for b in kinds.get(baseline, ())
            if c["cell"]["seed"] == b["cell"]["seed"] and c is not b
        ]  # fmt: skip
        if len(pairs) < 2:
            continue
        means = np.array([against(c, b, "bound")[0] for c, b in pairs])
        error = means.std(ddof=1) / len(means) ** 0.5
        told_.append(
            f"Bound of {told(kind)} less that of {told(baseline)} over {len(pairs)} seeds: "
            f"{plus(means.mean(), error)} nats a token, ± between seeds."
        )
    return told_


def fill_rows(
    cells: dict, steps: list[int], key: str, scale: float, digits: int
) -> list[list[str]]:
    rows = []
    for kind, mine in by_kind(cells).items():
        ways = ["left-to-right", *(f"confidence-{n}" for n in steps)]
        ways += [f"ancestral-{n}" for n in steps]
        means = [mean_error(pooled(mine, way, key) * scale) for way in ways]
        at = f"confidence-{max(n for n in steps if n <= 8)}"
        gain = mean_error((pooled(mine, at, key) - pooled(mine, "left-to-right", key)) * scale)
        rows.append(
            [
                told(kind),
                str(len(mine)),
                *(f"{m:.{digits}f}" for m, _ in means),
                plus(*gain, digits),
            ]
        )
    return rows


def idle_rows(cells: dict, steps: list[int]) -> list[list[str]]:
    """Measured share of idle steps, and the mean of (1 − 1/T)^(Lℓ) over the same holes."""
    by_length: dict[int, list[dict]] = {}
    for cell in cells.values():
        by_length.setdefault(cell["cell"]["length"], []).append(cell)
    rows = []
    for length, mine in sorted(by_length.items()):
        row = [str(length)]
        for n in steps:
            found = np.mean([c["fills"][f"ancestral-{n}"]["idle"] for c in mine]) / n
            wanted = np.mean([(1 - 1 / n) ** (np.array(c["holes"]) * length) for c in mine])
            row.append(f"{100 * found:.1f} ({100 * wanted:.1f})")
        rows.append(row)
    return rows


def table(head: list[str], rows: list[list[str]]) -> str:
    line = lambda row: "| " + " | ".join(row) + " |"
    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def named(grid: dict) -> tuple[str, str]:
    """-> what its tables and plots are called, and the kind that the others are held against"""
    return grid.get("title", "ablation"), grid.get("baseline", PLAIN)


def written(results: dict, images: str) -> str:
    """The text between the marks."""
    cells, grid = results["cells"], results["grid"]
    title, baseline = named(grid)
    steps, first = grid["measure"]["steps"], next(iter(cells.values()))
    at = [f"at {n}" for n in steps]
    fills = ["ℓ, codebook, order", "seeds", "left-to-right", *(f"confidence {x}" for x in at),
             *(f"ancestral {x}" for x in at), "confidence at 8 − left-to-right"]  # fmt: skip
    trunk = ""
    if "trunk" in grid:
        trunk = f" after a trunk of {grid['trunk']['steps']} steps that all share"
    parts = [
        f"{len(cells)} cells of {grid['steps']} steps each{trunk}; "
        f"{first['parameters'] / 1e6:.1f} M parameters; {len(first['windows']['tokens'])} held-out "
        f"windows with {int(sum(first['windows']['tokens']))} tokens in their holes, "
        f"{len(first['holes'])} short holes of {np.mean(first['holes']):.1f} tokens on average.",
        f"![The marginalised bound of every cell]({images}/{title}-likelihood.svg)",
        table(
            ["ℓ, codebook, order", "seed", "left-to-right", "bound",
             f"bound − that of {told(baseline)}", "bound − left-to-right",
             "joint form (no bound)", "length nats", "tokens", "minutes"],
            likelihood_rows(cells, baseline),
        ),
        *over_seeds(cells, baseline),
        f"![Fills against steps, and idle steps]({images}/{title}-fills.svg)",
        "Edit similarity:",
        table(fills, fill_rows(cells, steps, "similarity", 1, 3)),
        "Exact match, per cent:",
        table(fills, fill_rows(cells, steps, "exact", 100, 1)),
        "Idle share of ancestral steps, per cent, and (1 − 1/T)^(Lℓ) of the same holes:",
        table(["ℓ", *(f"T = {n}" for n in steps)], idle_rows(cells, steps)),
    ]  # fmt: skip
    return "\n\n".join(parts)


def put_into(path: Path, results: dict) -> None:
    """Write the plots beside the page, and the tables between its marks."""
    images, cells = path.parent / "images", results["cells"]
    images.mkdir(exist_ok=True)
    steps = results["grid"]["measure"]["steps"]
    title, baseline = named(results["grid"])
    (images / f"{title}-likelihood.svg").write_text(likelihood_plot(cells, baseline))
    (images / f"{title}-fills.svg").write_text(fill_plot(cells, steps))
    marks = (f"<!-- measured: {title} -->", f"<!-- end: {title} -->")
    page_text = path.read_text()
    if any(page_text.count(mark) != 1 for mark in marks):
        raise SystemExit(f"{path} needs each of the marks {marks[0]} and {marks[1]} once")
    before, rest = page_text.split(marks[0])
    after = rest.split(marks[1])[1]
    path.write_text(f"{before}{marks[0]}\n\n{written(results, 'images')}\n\n{marks[1]}{after}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cells", type=Path, required=True)
    parser.add_argument("--page", type=Path, required=True)
    args = parser.parse_args(arguments)
    put_into(args.page, json.loads(args.cells.read_text()))


if __name__ == "__main__":
    main()
