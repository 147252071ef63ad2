"""`python -m tapecheck` is the command `tapecheck`."""

from tapecheck.cli import main

main()
