"""A number with what it measures or counts, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tapecheck.nlp.claim import Comparator, Unit
from tapecheck.nlp.numbers import Quantity, ulp

BARE = "-"
# What the market reads of it; a counted noun is "other", as a rate of one unit by another is.
_UNITS: dict[str, tuple[Unit | None, str | None]] = {
    BARE: (None, None), "percentage": ("percent", None), "percentage point": ("pp", None), "basis point": ("bp", None),
    "point": ("points", None), "dollar": ("usd", "$"), "euro": ("other", "€"), "pound sterling": ("other", "£"),
    "japanese yen": ("other", "¥"), "chinese yuan": ("other", "¥"), "indian rupee": ("other", "₹"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and what it measures; offsets index into the text that was read.

    `text` is all that was printed of it, `digits` of its number, empty for words. `unit` is what is printed of the unit, empty for none; `name`
    the unit's own name, `-` for none. `part` says that the value is a share of what `unit` names. `value_high` is the upper end of a range.
    `number` is where the number itself stands.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    name: str
    number: tuple[int, int]
    value_high: Decimal | None = None
    comparator: Comparator = "eq"
    hedge_start: int | None = None
    part: bool = False
    text: str = ""
    digits: str = ""

    @property
    def has_own_unit(self) -> bool:
        """Whether its unit is printed at it, not left out or told by another number."""
        return (self.start, self.end) != self.number

    @property
    def quantity(self) -> Quantity:
        """The same as the market's grammar would give it."""
        unit, currency = _UNITS.get(self.name, ("other", None))
        return Quantity(
            self.start, self.end, self.text, self.value, self._ulp(), unit, (self.value < 0) * -1, self.comparator, self.value_high, currency,
            self.hedge_start,
        )  # fmt: skip

    def _ulp(self) -> Decimal:
        """Words are meant to the unit, or to the one of their scale."""
        if not self.digits:
            return Decimal(1)
        printed = Decimal(self.digits.replace(",", ""))
        power = self.value.copy_abs() / printed if printed else Decimal(1)
        return ulp(self.digits.replace(",", ""), power.adjusted())
