"""One spelling of what typography writes in several ways, and where it stands in print."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapecheck.nlp.alternatives import by_letter
from tapecheck.nlp.spelling import spelled

ODD = st.text(
    st.sampled_from("ab1 9,.%-–—−’“”'\"\u00a0\u2009\u00ad\u200b\ufeff\r\n&;#38ampK\u212aſı\u0663\ud800")
    | st.characters(),
    max_size=60,
)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("it’s “up”", 'it\'s "up"'),
        ("1.2\u00a0per\u202fcent", "1.2 per cent"),
        ("\u22121.2%, 3–4%", "-1.2%, 3-4%"),
        ("gold - up -- then flat", "gold — up — then flat"),
        ("from $25,000 - $30,000", "from $25,000 - $30,000"),
        ("mar\u00adket 92\u200b,578", "market 92,578"),
        ("rose   2%", "rose 2%"),
        ("S&amp;P, AT&#38;T, &nosuch;", "S&P, AT&T, &nosuch;"),
        ("a\r\nb\u2028c", "a\n\nb\nc"),
        ("\u0663\u0664%", "\u0663\u0664%"),
    ],
)
def test_spelling(printed: str, read: str) -> None:
    assert spelled(printed).text == read


def test_what_is_read_stands_where_it_is_printed() -> None:
    printed = "S&amp;P 500 rose  1\u00ad.2% –\u200b up"
    whole = spelled(printed)
    at = whole.text.index("1.2%")
    start, end = whole.printed(at, at + 4)
    assert printed[start:end] == "1\u00ad.2%"
    assert printed[slice(*whole.printed(0, 3))] == "S&amp;P"


@given(ODD)
def test_every_stretch_lies_in_the_text_in_order(printed: str) -> None:
    whole = spelled(printed)
    spans = [whole.printed(at, at + 1) for at in range(len(whole.text))]
    assert all(0 <= start < end <= len(printed) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(ODD)
def test_a_spelling_is_read_as_itself(printed: str) -> None:
    """But for an entity of an entity, which is text."""
    once = spelled(printed).text
    if "&" not in once:
        assert spelled(spelled(once).text).text == spelled(once).text


def test_alternatives_must_begin_with_a_letter() -> None:
    assert by_letter("rose|Rises?|fell") == "(?:(?-i:[rR])(?:ose|ises?)|(?-i:[fF])(?:ell))"
    with pytest.raises(ValueError, match="must begin with a letter"):
        by_letter(r"\w+ed|rose")
