"""Measuring: every number of general prose with what it measures or counts. One idea a file, from the words of a number to the reading."""
