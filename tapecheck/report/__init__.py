"""How a report is shown: on a terminal, as JSON, as CSV, as a frame."""
