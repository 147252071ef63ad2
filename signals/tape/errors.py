"""What can be wrong with a tape itself.

TapeError    a tape's files are not what they should be; the message names file, line and what was expected
"""


class TapeError(ValueError):
    """The files of a tape are not of the expected layout."""
