import json
import re

import numpy as np
from tokenizers import Tokenizer

from prime.release.goldens import TEXTS
from prime.tokens.codebook import codes, cooccurrence_vectors, semantic_order, token_stream
from prime.tokens.tokenizer import PIECE, SPECIAL, renumber, special_ids


def ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def test_every_text_comes_back(tokenizer: Tokenizer, files: list[dict]) -> None:
    rng = np.random.default_rng(0)
    noise = ["".join(chr(c) for c in rng.integers(0, 0xD800, 200)) for _ in range(50)]
    for text in [*TEXTS, *noise, *(f["text"] for f in files)]:
        assert tokenizer.decode(ids(tokenizer, text), skip_special_tokens=False) == text


def test_no_token_crosses_a_newline_and_indentation_is_whole(tokenizer: Tokenizer) -> None:
    for token in tokenizer.get_vocab():
        text = tokenizer.decode([tokenizer.token_to_id(token)], skip_special_tokens=False)
        assert "\n" not in text or text in ("\n", "\r\n")
    assert tokenizer.encode("    return", add_special_tokens=False).tokens[0] == "ĠĠĠĠ"


def test_numbers_are_cut_after_three_digits(tokenizer: Tokenizer) -> None:
    assert all(not re.search(r"\d{4}", t) for t in tokenizer.get_vocab())


def test_text_that_spells_a_special_token_is_text(tokenizer: Tokenizer) -> None:
    special = set(special_ids(tokenizer)["holes"]) | {tokenizer.token_to_id(s) for s in SPECIAL}
    assert not special & set(ids(tokenizer, "".join(SPECIAL)))


def test_the_expression_needs_nothing_that_javascript_lacks() -> None:
    assert "(?i" not in PIECE and "(?<" not in PIECE and "++" not in PIECE and "\\s" not in PIECE


def test_renumbering_changes_names_only(tokenizer: Tokenizer) -> None:
    code = codes("shuffled", 512)
    other = renumber(tokenizer, code)
    text = TEXTS[1]
    assert ids(other, text) == code[ids(tokenizer, text)].tolist()
    assert other.decode(ids(other, text), False) == text
    assert len(set(json.loads(other.to_str())["model"]["vocab"].values())) == 512


def test_a_semantic_code_tells_openers_from_closers_by_its_first_bit() -> None:
    rng = np.random.default_rng(0)
    names = rng.permutation(64)  # the even half opens, the odd half closes
    openers, closers = names[:32], names[32:]
    pairs = np.stack([rng.choice(openers, 20_000), rng.choice(closers, 20_000)], 1)
    order = semantic_order(cooccurrence_vectors(pairs.reshape(-1), 64, 8))
    assert sorted(order) == list(range(64))
    assert set(order[:32]) in (set(openers), set(closers))


def test_a_token_stream_keeps_texts_apart(tokenizer: Tokenizer) -> None:
    stream = token_stream(tokenizer, ["a", "b"], gap=512)
    assert stream.tolist() == [*ids(tokenizer, "a"), 512, 512, *ids(tokenizer, "b"), 512, 512]
