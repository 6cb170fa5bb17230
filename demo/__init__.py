"""A small bundled site in the markup of the real ones, and the main job run against it."""
