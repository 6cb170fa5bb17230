"""`python -m bench [NAME ...]`: every benchmark, or the named ones."""

import importlib
import pkgutil
import sys

import bench

_PARTS = {"timing", "pages", "__main__"}  # modules that serve the benchmarks


def main() -> int:
    known = [m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in _PARTS]
    wanted = sys.argv[1:] or known
    if unknown := [name for name in wanted if name not in known]:
        print(f"unknown benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in wanted:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
