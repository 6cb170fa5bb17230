"""Reading on the workers of a Dask scheduler; what crosses the network is a job, page ids and JSON."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

from distributed import Client
from distributed.scheduler import KilledWorker

from core.errors import CrewError
from flows.crew import Crew

ANSWERS_WITHIN = 20  # seconds
JOIN_WITHIN = 60  # seconds; on some clusters workers are started when a client comes


@contextmanager
def dask_workers(address: str) -> Iterator[Crew]:
    """The workers that have joined the scheduler, which must have this very version of the program.

    Raises:
        CrewError: the scheduler does not answer, has no workers, or goes away.
    """
    try:
        client = Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CrewError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=JOIN_WITHIN)
            yield Crew(client.get_executor(), sum(client.nthreads().values()), KilledWorker)
        except TimeoutError as error:
            raise CrewError(f"no worker has joined the Dask scheduler at {address}") from error
        except CancelledError as error:
            raise CrewError(f"the Dask scheduler at {address} went away") from error
