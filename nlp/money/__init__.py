"""Sums of money in a text: how they are written (`sums`) and what they are for (`roles`)."""
