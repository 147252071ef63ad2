"""From articles to claims: numbers, times, subjects, clauses, and the kinds that read them."""
