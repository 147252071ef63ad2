"""The reading model: what it is asked (pairs of a subject and a number), what it answers, and how its answers become claims."""
