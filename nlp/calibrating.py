"""`python -m nlp.calibrating GOLD…`: measures how often each rule is right, and writes `calibration.toml`."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from nlp.calibration import TABLE, Steps
from nlp.evaluation import Verdict, read_cases, read_gold, verdicts

_EDGES = (0.5, 0.65, 0.8, 0.9, 0.96, 1.0)
_PRIOR, _STRENGTH = 0.85, 6.0
"""What a rule is held for before it was seen, and as how many observations that counts: a few prove little."""
_NOW = datetime(2026, 1, 1, tzinfo=UTC)  # of no influence on what is read
_HEAD = "# How often values of each rule were right, by what it claims; made by `python -m nlp.calibrating`.\n\n"


def steps_of(judged: Iterable[Verdict]) -> Steps:
    """Claims of one rule with the smoothed share of right values; a higher claim never means less."""
    groups: list[tuple[float, int, float]] = []
    kept = list(judged)
    for low, edge in zip((-1.0, *_EDGES), _EDGES, strict=False):
        held = [verdict.is_right for verdict in kept if low < verdict.confidence <= edge]
        if held:
            groups.append((edge, len(held), float(sum(held))))
    return [
        (edge, round((right + _PRIOR * _STRENGTH) / (count + _STRENGTH), 2)) for edge, count, right in _pool(groups)
    ]


def _pool(groups: Sequence[tuple[float, int, float]]) -> list[tuple[float, int, float]]:
    """Join neighbours until the share of right ones rises with the claim."""
    pooled: list[tuple[float, int, float]] = []
    for group in groups:
        pooled.append(group)
        while len(pooled) > 1 and pooled[-2][2] / pooled[-2][1] >= pooled[-1][2] / pooled[-1][1]:
            edge, count, right = pooled.pop()
            _, before, right_before = pooled.pop()
            pooled.append((edge, before + count, right_before + right))
    return pooled


def _lines(judged: Iterable[Verdict]) -> Iterator[str]:
    by_rule: dict[str, list[Verdict]] = {}
    for verdict in judged:
        by_rule.setdefault(verdict.rule, []).append(verdict)
    for rule, of in sorted(by_rule.items()):
        steps = ", ".join(f"[{edge}, {share}]" for edge, share in steps_of(of))
        yield f'"{rule}" = [{steps}]\n'


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m nlp.calibrating", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="annotated announcements, as for `clusterwire eval`")
    rows = (row for path in parser.parse_args().gold for row in read_gold(path))
    judged = verdicts(read_cases(rows, _NOW, calibrated=False))
    TABLE.write_text(_HEAD + "".join(_lines(judged)), encoding="utf-8")


if __name__ == "__main__":
    main()
