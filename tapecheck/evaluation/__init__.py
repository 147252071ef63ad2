"""Measuring: labelled articles in, figures out. One idea a file, from the labels (`gold`) to the page (`page`, `record`)."""
