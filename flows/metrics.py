"""Figures for Prometheus: a text file for node_exporter, or a Pushgateway, written when a command has ended."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from math import inf
from operator import attrgetter

from prometheus_client import CollectorRegistry, push_to_gateway, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from archive.health import find_state
from archive.segments import list_segments
from core.database import translate_errors
from core.errors import ClusterwireError
from flows import figures
from flows.bootstrap import House
from flows.figures import ReadPages, Waiting

_log = logging.getLogger(__name__)

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds; a page takes 0.05 to 0.5, a long PDF some


@contextmanager
def measured(house: House) -> Iterator[None]:
    """Write the metrics when what runs inside has ended, well or not."""
    try:
        yield
    finally:
        write_metrics(house)


def write_metrics(house: House) -> None:
    """Write the figures to where the settings say, if they do; what cannot be written is logged and stops nothing."""
    file, gateway = house.settings.metrics_file, house.settings.pushgateway
    if file is None and gateway is None:
        return
    try:
        registry = read_metrics(house)
        if file is not None:
            write_to_textfile(str(file), registry)  # in one step: nobody reads half a file
        if gateway is not None:
            push_to_gateway(gateway, job="clusterwire", registry=registry, timeout=10)
    except (ClusterwireError, OSError) as error:
        _log.warning("the metrics could not be written: %s", error)


def read_metrics(house: House) -> CollectorRegistry:
    """The figures of the house as they are now.

    Raises:
        DatabaseError: they cannot be read.
    """
    registry = CollectorRegistry()
    registry.register(_Read(house))
    return registry


class _Read(Collector):
    """Metrics that were read at one moment."""

    def __init__(self, house: House) -> None:
        with translate_errors(), house.engine.connect() as connection:
            ledger = figures.sum_pages(connection, BOUNDS)
            waiting_pages = figures.find_waiting_pages(connection)
            waiting_records = figures.find_waiting_records(connection)
            runs = figures.count_runs(connection)
            successes = figures.find_last_successes(connection)
            states = [(source.id, find_state(connection, source.id)) for source in house.catalog.sources]
        severities = {source_id: turn.state.severity for source_id, turn in states if turn}
        now = house.clock()
        self._metrics: list[Metric] = [
            _pages(ledger),
            _times(ledger),
            *_waiting("pages", "Pages that wait to be read", waiting_pages, now),
            *_waiting("records", "Records that the search index does not have as they are", waiting_records, now),
            _runs(runs.items()),
            _by_source(
                "last_success_timestamp_seconds",
                "When the last healthy run of a source ended",
                ((source_id, moment.timestamp()) for source_id, moment in successes.items()),
            ),
            _by_source("source_state", "0: healthy, 1: suspicious, 2: broken", severities.items()),
        ]
        if house.settings.archive_store:
            left = len(list_segments(house.settings.archive_folder))
            self._metrics.append(
                GaugeMetricFamily("clusterwire_segments_waiting", "WARC segments not yet in the object store", left)
            )

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _pages(ledger: Iterable[ReadPages]) -> Metric:
    metric = CounterMetricFamily("clusterwire_pages", "Pages by what became of them", labels=("source", "outcome"))
    for line in ledger:
        metric.add_metric((line.source_id, line.outcome), line.count)
    return metric


def _times(ledger: Iterable[ReadPages]) -> Metric:
    meaning = "Time that the reading of a page took"
    metric = HistogramMetricFamily("clusterwire_extraction_seconds", meaning, labels=("source",))
    for source_id, of_source in groupby(ledger, attrgetter("source_id")):
        lines = list(of_source)
        up_to = [sum(counts) for counts in zip(*(line.up_to for line in lines), strict=True)]
        if up_to[-1]:
            buckets = list(zip(map(floatToGoString, (*BOUNDS, inf)), up_to, strict=True))
            metric.add_metric((source_id,), buckets, sum(line.seconds for line in lines))
    return metric


def _runs(counts: Iterable[tuple[tuple[str, str], int]]) -> Metric:
    metric = CounterMetricFamily("clusterwire_runs", "Runs of sources by verdict", labels=("source", "verdict"))
    for labels, count in counts:
        metric.add_metric(labels, count)
    return metric


def _waiting(what: str, meaning: str, waiting: Waiting, now: datetime) -> tuple[Metric, Metric]:
    age = (now - waiting.since).total_seconds() if waiting.since else 0
    return (
        GaugeMetricFamily(f"clusterwire_{what}_waiting", meaning, waiting.count),
        GaugeMetricFamily(f"clusterwire_{what}_waiting_oldest_seconds", f"{meaning}: age of the oldest", age),
    )


def _by_source(name: str, meaning: str, values: Iterable[tuple[str, float]]) -> Metric:
    metric = GaugeMetricFamily(f"clusterwire_{name}", meaning, labels=("source",))
    for source_id, value in values:
        metric.add_metric((source_id,), value)
    return metric
