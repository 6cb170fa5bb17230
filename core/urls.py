"""One spelling for each address."""
