"""`tapecheck doctor`: what is installed, what the bundled tape covers, where each setting comes from."""

from __future__ import annotations

import pyexpat
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from tapecheck import __version__
from tapecheck.access import LEDGER, TAPE, store_folder
from tapecheck.config import Setting
from tapecheck.signals.ledger import Ledger
from tapecheck.signals.tape.errors import TapeError
from tapecheck.signals.tape.store import Store

_LIBRARIES = (
    "spacy",
    "transformers",
    "feedparser",
    "pandas",
    "yfinance",
    "trafilatura",
    "lxml",
    "httpx2",
    "numpy",
    "pyarrow",
    "onnxruntime",
    "tokenizers",
)

_UNSET = {"tape": "yahoo; what is kept, then the almanac, when offline", "store": "the user's data folder"}


def examine(found: Mapping[str, Setting]) -> Iterator[str]:
    """The lines of the report."""
    yield f"tapecheck {__version__}, Python {sys.version.split()[0]}, {pyexpat.EXPAT_VERSION.replace('_', ' ')}"
    yield "libraries: " + ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    yield _model()
    yield from _tape()
    yield from _kept(store_folder(found["store"].value))
    yield f"samples: {files('tapecheck.data').joinpath('samples')}"
    for name, setting in found.items():
        value = setting.value or _UNSET.get(name, "no")
        yield f"setting {name} = {', '.join(value) if isinstance(value, list) else value} ({setting.origin})"


def _model() -> str:
    from tapecheck.nlp.model.judge import BrokenModel, card_of, shipped

    try:
        card = card_of(shipped())
    except BrokenModel as wrong:
        return f"model: {wrong}"
    return f"model: {card.name} of {card.sha256['model.onnx'][:12]}, {len(card.kinds)} kinds, a claim from {card.threshold:.2f} on"


def _tape() -> Iterator[str]:
    from tapecheck.data import instruments
    from tapecheck.signals.tape.almanac import AlmanacTape
    from tapecheck.signals.tape.protocol import Series

    tape, now = AlmanacTape(), datetime.now(UTC)
    yield f"instruments: {len(instruments())} known by name"
    for symbol in instruments():
        series = tape.bars(symbol, None, now)
        if isinstance(series, Series):
            days = int((series.first == series.last).sum())
            yield f"almanac {symbol}: {series.history_from} to {series.last[-1].item()}, {days} single sessions, the rest by month"


def _kept(folder: Path) -> Iterator[str]:
    """What lies in the store; it is looked at, not made."""
    tape, ledger = folder / TAPE, folder / LEDGER
    if not tape.is_file() and not ledger.is_file():
        yield f"store: {folder}, empty"
        return
    try:
        if tape.is_file():
            series, answers = Store(tape).size()
            yield f"store: {tape}, {series} series in {answers} answers"
        if ledger.is_file():
            yield f"ledger: {ledger}, {len(Ledger(ledger).open())} open forecasts"
    except TapeError as wrong:
        yield f"store: {wrong}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
