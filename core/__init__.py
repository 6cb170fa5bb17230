"""Values, settings and errors that every other room shares."""
