"""The parts of reading a page: its bytes, its tree, its lines, and what it says about itself."""
