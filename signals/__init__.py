"""From claims to findings: the tape, the kinds of claim and their checks."""
