"""The two pictures of an ablation."""

import numpy as np

from prime.ablation.compared import against, by_kind, nats, pooled, told
from prime.measures.held_out import ratio
from prime.measures.plot import Panel, page, ticks


def likelihood_plot(cells: dict, baseline: str) -> str:
    kinds = by_kind(cells)
    base = {c["cell"]["seed"]: c for c in kinds.get(baseline, [])}
    points = []  # (number of the kind, seed's offset, Δ bound, its error, bound − left to right)
    for i, mine in enumerate(kinds.values()):
        for k, cell in enumerate(mine):
            n = nats(cell, "tokens")
            gap = ratio(nats(cell, "bound") - nats(cell, "next"), n)[0]
            found = against(cell, base.get(cell["cell"]["seed"]), "bound") or (0.0, 0.0)
            points.append((i, i + 1 + 0.22 * (k - (len(mine) - 1) / 2), *found, gap))
    count = list(range(len(kinds) + 2))
    left = Panel(
        50, "model (below), a dot a seed", f"bound less that of {told(baseline)}, nats a token",
        count, ticks([x[2] + s * x[3] for x in points for s in (-1, 1)] + [0], 0.05),
    )  # fmt: skip
    right = Panel(
        430, "model (below), a dot a seed", "bound less left to right, nats a token", count,
        ticks([x[4] for x in points], 0.05),
    )  # fmt: skip
    for number, x, difference, error, gap in points:
        left.dot(x, difference, number, error=error)
        right.dot(x, gap, number)
    names = [f"{i}: {told(k)}" for i, k in enumerate(kinds, 1)]
    return page("Marginalised bound on held-out windows", [left, right], names)


def fill_plot(cells: dict, steps: list[int]) -> str:
    kinds = by_kind(cells)
    curves = {
        kind: [(n, pooled(mine, f"confidence-{n}", "similarity").mean()) for n in steps]
        for kind, mine in kinds.items()
    }
    levels = {k: pooled(mine, "left-to-right", "similarity").mean() for k, mine in kinds.items()}
    values = [y for c in curves.values() for _, y in c] + list(levels.values())
    left = Panel(
        50, "steps (confidence rule; dashed: left to right)", "edit similarity", steps,
        ticks(values, 0.02), logarithmic=True,
    )  # fmt: skip
    right = Panel(
        430, "(1 − 1/T)^(Lℓ), mean over the holes", "idle share of ancestral steps, measured",
        ticks([0, 1], 0.2), ticks([0, 1], 0.2),
    )  # fmt: skip
    for i, (kind, mine) in enumerate(kinds.items()):
        left.line(curves[kind], i)
        left.line([(steps[0], levels[kind]), (steps[-1], levels[kind])], i, dashed=True)
        for x, y in curves[kind]:
            left.dot(x, y, i)
        digits = np.array(mine[0]["holes"]) * mine[0]["cell"]["length"]
        for n in steps:
            found = pooled(mine, f"ancestral-{n}", "idle").mean() / n
            right.dot(float(((1 - 1 / n) ** digits).mean()), found, i, hollow=True)
    right.line([(0, 0), (1, 1)], 7, dashed=True)
    return page("Fills of held-out holes, and idle steps", [left, right], [told(k) for k in kinds])
