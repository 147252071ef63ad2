"""Ingest: from bytes (a page, a feed, a file of records, plain text) to `Article`."""
