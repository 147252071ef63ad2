"""What a kind of claim declares; the engine in `check` acts on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tapecheck.nlp.claim import Claim
from tapecheck.nlp.draft import Draft, Sentence
from tapecheck.signals.finding import Reading
from tapecheck.signals.look import Look


class Kind(Protocol):
    """One kind of claim, as its file in `signals/claims/` defines it.

    `name` is the word in the output; `rule` changes whenever a verdict could. `due_later` kinds make statements about the
    future: they are `open` until their window has passed.
    """

    name: str
    rule: str

    def propose(self, sentence: Sentence) -> Iterable[Draft]:
        """Drafts of claims of this kind in a sentence, generously: something else decides."""

    def readings(self, claim: Claim, look: Look) -> Iterable[Reading]:
        """What an honest writer could have meant, the usual reading first; empty when no data could settle it."""
