"""A config says what is known, and all that is needed."""

import json

import pytest
from conftest import TRAIN

from prime.training.config import Config

LEAST = {"id": "x", "model": {"vocabulary": 512}, "batchTokens": 1024}


@pytest.mark.parametrize("name", ["prime-tiny", "prime-small", "prime-base", "shape-60m"])
def test_the_configs_of_the_models_are_read(name: str) -> None:
    said = json.loads((TRAIN / "configs" / f"{name}.json").read_text())
    config = Config.of(said)
    assert config.id == name and config.model.as_dict().items() >= said["model"].items()
    assert config.model.codec.base**config.model.length == config.model.vocabulary


def test_what_is_not_said_is_as_by_default_and_what_is_said_is_kept() -> None:
    config = Config.of({**LEAST, "loss": {"middle": 4}, "rates": {"head": 1.0}})
    assert (config.loss.middle, config.loss.clip, config.pairs) == (4, 4.0, 1)
    assert (config.rates["head"], config.rates["matrix"]) == (1.0, 0.02)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({**LEAST, "clip": 1}, "a config: there is no 'clip', but id, model, batchTokens"),
        ({**LEAST, "loss": {"weight": 1}}, "loss: there is no 'weight', but clip, middle, length"),
        ({**LEAST, "holes": {"word": 1}}, "holes: there is no 'word', but rest, line"),
        ({**LEAST, "rates": {"tail": 1}}, "rates: there is no 'tail', but matrix"),
        ({**LEAST, "curriculum": {"start": 0.2}}, "curriculum must say pools"),
        ({"id": "x"}, "a config must say model and batchTokens"),
    ],
)
def test_what_would_have_no_effect_is_refused(said: dict, complaint: str) -> None:
    with pytest.raises(SystemExit, match=complaint):
        Config.of(said)
