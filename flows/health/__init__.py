"""Whether a source gives what it should: each run against its expectations, the source against its own past."""
