"""What everybody knows before the first article is read: instruments and their names, dated facts, samples."""

from tapecheck.data.instruments import Instrument, instrument, instruments

__all__ = ["Instrument", "instrument", "instruments"]
