"""Plots as SVG, in the manner of bench/quality/axes.ts: readable on light and dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log2

INK = "#767676"
COLOURS = ("#2f7ed8", "#c4572b", "#3a9a5b", "#9b6bd6", "#b8860b", "#d04a8a", "#3f96a8", "#808080",
           "#d06a6a", "#6d8c1f", "#1f6d8c", "#8c1f3d", "#5a4fcf", "#2f8f8f")  # fmt: skip


@dataclass
class Panel:
    """A frame of WIDTH × HEIGHT pixels with two axes; `parts` are drawn in it."""

    left: float
    x_label: str
    y_label: str
    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    logarithmic: bool = False  # x, to base 2
    top: float = 60
    width: float = 320
    height: float = 240
    parts: list[str] = field(default_factory=list)

    def across(self, x: float) -> float:
        scale = log2 if self.logarithmic else float
        first, last = scale(self.x_ticks[0]), scale(self.x_ticks[-1])
        return self.left + self.width * (scale(x) - first) / (last - first)

    def up(self, y: float) -> float:
        first, last = self.y_ticks[0], self.y_ticks[-1]
        return self.top + self.height * (1 - (y - first) / (last - first))

    def line(
        self, points: Sequence[tuple[float, float]], number: int, dashed: bool = False
    ) -> None:
        """Through the points, in their order."""
        at = " ".join(f"{self.across(x):.1f},{self.up(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        colour = COLOURS[number % len(COLOURS)]
        self.parts.append(
            f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="1.5"{dash}/>'
        )

    def dot(self, x: float, y: float, number: int, hollow: bool = False, error: float = 0) -> None:
        colour = COLOURS[number % len(COLOURS)]
        cx, fill = self.across(x), "none" if hollow else colour
        if error:
            self.parts.append(
                f'<line x1="{cx:.1f}" x2="{cx:.1f}" y1="{self.up(y - error):.1f}" '
                f'y2="{self.up(y + error):.1f}" stroke="{colour}"/>'
            )
        self.parts.append(
            f'<circle cx="{cx:.1f}" cy="{self.up(y):.1f}" r="3.5" fill="{fill}" '
            f'stroke="{colour}" stroke-width="1.5"/>'
        )

    def drawn(self) -> str:
        right, bottom = self.left + self.width, self.top + self.height
        rows = [
            f'<line x1="{self.left}" x2="{right}" y1="{self.up(y):.1f}" y2="{self.up(y):.1f}" '
            f'stroke="{INK}" stroke-opacity="0.3"/>'
            f'<text x="{self.left - 6}" y="{self.up(y) + 4:.1f}" text-anchor="end">{y:g}</text>'
            for y in self.y_ticks
        ]
        columns = [
            f'<text x="{self.across(x):.1f}" y="{bottom + 16}" text-anchor="middle">{x:g}</text>'
            for x in self.x_ticks
        ]
        labels = (
            f'<text x="{(self.left + right) / 2}" y="{bottom + 34}" text-anchor="middle">'
            f"{escape(self.x_label)}</text>"
            f'<text x="{self.left}" y="{self.top - 10}">{escape(self.y_label)}</text>'
        )
        return "\n".join([*rows, *columns, labels, *self.parts])


def ticks(values: Sequence[float], step: float) -> list[float]:
    """Round ones around all values."""
    first, last = floor(min(values) / step), ceil(max(values) / step)
    return [round(i * step, 6) for i in range(first, max(last, first + 1) + 1)]


def page(title: str, panels: Sequence[Panel], names: Sequence[str]) -> str:
    """The whole picture; `names` of the colours stand below the panels."""
    width = max(p.left + p.width for p in panels) + 20
    below = max(p.top + p.height for p in panels) + 60
    column = max(260, 30 + 6 * max(map(len, names)))
    columns = max(1, int(width // column))
    legend = []
    for i, name in enumerate(names):
        x, y = 20 + column * (i % columns), below + 18 * (i // columns)
        legend.append(
            f'<circle cx="{x}" cy="{y - 4}" r="3.5" fill="{COLOURS[i % len(COLOURS)]}"/>'
            f'<text x="{x + 10}" y="{y}">{escape(name)}</text>'
        )
    height = below + 18 * -(-len(names) // columns)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="sans-serif" font-size="11" '
        f'fill="{INK}" role="img">\n<title>{escape(title)}</title>\n'
        f'<text x="12" y="18" font-size="12">{escape(title)}</text>\n'
        + "\n".join([*(p.drawn() for p in panels), *legend])
        + "\n</svg>\n"
    )
