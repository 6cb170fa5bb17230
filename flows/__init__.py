"""The compositions: plain stages that the command line calls and that Prefect wraps."""
