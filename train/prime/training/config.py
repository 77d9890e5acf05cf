"""The config of a model: its shape, and how it is trained. README.md has a table of the options."""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields

from prime.network.shape import ModelConfig
from prime.training.losses import LossWeights
from prime.windows.holes import KINDS
from prime.windows.noise import Curriculum
from prime.windows.stream import Limits

RATES = {"matrix": 0.02, "table": 0.006, "head": 0.004, "gain": 0.006}


@dataclass(frozen=True)
class Config:
    """A config file as it is read; the names are those of the file."""

    id: str
    model: ModelConfig
    batchTokens: int  # packed positions a step, of all lanes
    row: int | None = None  # packed positions a row; None: one window a row
    lanes: int = 1
    average: float = 0.999  # decay of the averaged weights
    pairs: int = 1  # complementary noise copies of a window; 0: one copy, all mask
    contextLoss: bool = True  # next tokens of the context are learnt too
    limits: Limits = field(default_factory=Limits)
    loss: LossWeights = field(default_factory=LossWeights)
    holes: Mapping[str, float] = field(default_factory=lambda: KINDS)  # how often which kind
    rates: Mapping[str, float] = field(default_factory=lambda: RATES)  # peaks
    curriculum: Curriculum | None = None

    @staticmethod
    def of(said: dict) -> "Config":
        """Exits with a sentence about what is missing, or unknown: it would have no effect."""
        parts = {"model": ModelConfig, "limits": Limits, "loss": LossWeights,
                 "curriculum": Curriculum}  # fmt: skip
        given = {k: made(parts[k], v, k) if k in parts else v for k, v in said.items()}
        known(given.get("holes", {}), KINDS, "holes")
        rates = {**RATES, **known(given.get("rates", {}), RATES, "rates")}
        return made(Config, {**given, "rates": rates}, "a config")


def known(said: dict, names: Collection[str], where: str) -> dict:
    if strange := sorted(said.keys() - set(names)):
        raise SystemExit(f"{where}: there is no {strange[0]!r}, but {', '.join(names)}")
    return said


def made(kind, said: dict, where: str):  # noqa: ANN201
    """The dataclass `kind` of what a config says."""
    known(said, [f.name for f in fields(kind)], where)
    needed = [f.name for f in fields(kind) if f.default is f.default_factory is MISSING]
    if missing := [name for name in needed if name not in said]:
        raise SystemExit(f"{where} must say {' and '.join(missing)}")
    return kind(**said)
