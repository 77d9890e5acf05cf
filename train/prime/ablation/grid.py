"""What a grid of models consists of.

A grid file holds what all cells share (`model`, `limits`, `batchTokens`, …, `steps`), how to
`measure` them, and the `cells`: rows with what they differ in, and their `seeds`. With a `trunk`
(prime/ablation/trunk.py) all cells start from what a model without partial states learned in its
`steps`.
`ideas` are changes to what all share, by name; a cell may have one. What the tables hold the others
against is `baseline`, plain masking unless the grid says otherwise; `title` names their place.
"""

from dataclasses import asdict, dataclass

DRIVERS_OWN = ("model", "cells", "steps", "measure", "trunk", "ideas", "baseline", "title")


@dataclass(frozen=True)
class Cell:
    """One model of the grid; what it does not say is the grid's or the default."""

    length: int
    codebook: str = "identity"
    order: str = "nested"
    encoder: str = "table"
    idea: str = ""
    seed: int = 0

    @property
    def kind(self) -> str:
        """All that is compared. One digit a token has neither codebook nor order."""
        words = [f"l{self.length}"]
        if self.length > 1:
            words += [self.codebook, self.order]
        words += ["concatenated"] * (self.encoder != "table")
        return "-".join([*words, *([self.idea] if self.idea else [])])

    @property
    def name(self) -> str:
        return f"{self.kind}-s{self.seed}"


def cells_of(grid: dict) -> list[Cell]:
    """In the order of the grid; each once."""
    found: dict[str, Cell] = {}
    for row in grid["cells"]:
        row = dict(row)
        for seed in row.pop("seeds", [0]):
            cell = Cell(**row, seed=seed)
            if cell.idea and cell.idea not in grid.get("ideas", {}):
                raise SystemExit(f"the grid has no idea {cell.idea!r}: describe it in `ideas`")
            if cell.name in found:
                raise SystemExit(f"the grid names {cell.name} twice: remove one")
            found[cell.name] = cell
    return list(found.values())


def config_of(grid: dict, cell: Cell) -> dict:
    """What prime.training.train reads."""
    given = {k: v for k, v in asdict(cell).items() if k not in ("seed", "idea")}
    if given["encoder"] == "table":
        del given["encoder"]
    settings = {k: v for k, v in grid.items() if k not in DRIVERS_OWN}
    idea = dict(grid["ideas"][cell.idea]) if cell.idea else {}
    model = {**grid["model"], **given, **idea.pop("model", {})}
    return {"id": cell.name, "model": model, **settings, **idea}


def trunk_config(grid: dict) -> dict:
    """One digit a token, and canvases that are all mask: nothing that cells differ in."""
    model = {**grid["model"], "length": 1, "codebook": "identity", "order": "nested"}
    settings = {k: v for k, v in grid.items() if k not in DRIVERS_OWN}
    return {"id": "trunk", "model": model, **settings, "pairs": 0, "contextLoss": True}
