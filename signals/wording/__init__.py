"""How kinds of claim are worded, where the words need a file of their own; the kinds themselves stand in `signals/claims/`."""
