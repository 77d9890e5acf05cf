"""Is a text English or code, rather than a translation of it?

Documentation is often kept in many languages; a model this small learns one.
"""

import re

WORD = re.compile(r"[a-zà-ÿ]+")
ENGLISH = frozenset(WORD.findall("the of to and is in for that with this are be on you it from"))
# the commonest words of seven other languages, less those that addresses or commands contain
FOREIGN = frozenset(
    WORD.findall(
        "de la el los las que en una por para con del não uma os um le les des est pour dans une et"
        " du der und das ist nicht mit den von zu il che di un nie jest bir ve için bu yang untuk"
        " dengan"
    )
)
FOREIGN_LETTERS = 0.1  # of all letters; names and quotations stay below
FEW = 5  # foreign words that prove nothing
SAMPLE = 20_000


def foreign_letters(text: str) -> float:
    """The share of letters that English does not have."""
    if text.isascii():
        return 0.0
    letters = [c for c in text if c.isalpha()]
    return sum(not c.isascii() for c in letters) / max(1, len(letters))


def english(text: str, prose: bool) -> bool:
    """Code is told by its letters only: its words are nobody's language."""
    sample = text[:SAMPLE]
    if foreign_letters(sample) > FOREIGN_LETTERS:
        return False
    if not prose:
        return True
    words = WORD.findall(sample.lower())
    foreign = sum(w in FOREIGN for w in words)
    return foreign < FEW or foreign <= sum(w in ENGLISH for w in words)
