"""What everybody knows before the first article is read: instruments and their names, dated facts, samples."""

from tapecheck.data.instruments import Instrument, calendar_of, instrument, instruments

__all__ = ["Instrument", "calendar_of", "instrument", "instruments"]
