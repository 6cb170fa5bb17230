"""Claims on pending pages: by one worker at a time, renewed while it works, taken over when it is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.claims import LEASE, claim_pages, find_claimants, release_claims, renew_claims, settle_claimed
from archive.exchange import hash_of
from archive.ledger import pages
from core.models import Outcome
from tests.archive.conftest import NOON

PAGES = 6
WORKERS = ("ann", "bob", "cid")


def row(page_id):
    url = f"https://site.example/{page_id}"
    of_request = {"url": url, "requested_url": url, "method": "GET", "request_digest": "", "url_hash": hash_of(url)}
    return of_request | {"id": page_id, "source_id": "site", "fetched_at": NOON, "detail": ""}


def fill(engine, count=PAGES):
    with engine.begin() as connection:
        connection.execute(pages.delete())
        connection.execute(pages.insert(), [row(number) for number in range(1, count + 1)])


def claim(engine, worker, limit=PAGES, now=NOON, lost=()):
    with engine.begin() as connection:
        return claim_pages(connection, worker, limit, now, lost)


def settle(engine, worker, page_id):
    with engine.begin() as connection:
        return settle_claimed(connection, worker, page_id, Outcome.INDEXED)


def renew(engine, worker, now):
    with engine.begin() as connection:
        renew_claims(connection, worker, now)


def test_a_page_that_is_claimed_is_no_one_elses(engine):
    fill(engine)
    assert claim(engine, "ann", limit=4) == (1, 2, 3, 4)
    assert claim(engine, "bob") == (5, 6)
    assert claim(engine, "cid") == ()
    assert settle(engine, "ann", 1)
    assert not settle(engine, "bob", 2)


def test_a_claim_that_ran_out_is_taken_over_and_the_late_result_is_refused(engine):
    fill(engine)
    claim(engine, "ann")
    assert claim(engine, "bob", now=NOON + LEASE - timedelta(seconds=1)) == ()
    assert claim(engine, "bob", limit=1, now=NOON + LEASE) == (1,)
    assert not settle(engine, "ann", 1)
    assert settle(engine, "bob", 1)
    assert not settle(engine, "bob", 1)
    assert settle(engine, "ann", 2)  # late, but nobody took it over


def test_a_claim_that_is_renewed_holds(engine):
    fill(engine)
    claim(engine, "ann")
    renew(engine, "ann", NOON + LEASE / 2)
    assert claim(engine, "bob", now=NOON + LEASE) == ()
    assert claim(engine, "bob", now=NOON + LEASE * 1.5) == (1, 2, 3, 4, 5, 6)
    renew(engine, "ann", NOON + LEASE * 2)  # renews nothing that is another's now
    assert not settle(engine, "ann", 1)


def test_the_claims_of_a_lost_worker_are_taken_over_at_once(engine):
    fill(engine)
    claim(engine, "ann")
    with engine.connect() as connection:
        assert find_claimants(connection) == {"ann"}
    assert claim(engine, "bob", lost={"ann"}) == (1, 2, 3, 4, 5, 6)


def test_what_is_released_is_free(engine):
    fill(engine)
    claim(engine, "ann")
    settle(engine, "ann", 1)
    with engine.begin() as connection:
        release_claims(connection, "ann")
        assert find_claimants(connection) == set()
    assert claim(engine, "bob") == (2, 3, 4, 5, 6)


def test_workers_that_claim_at_the_same_time_share_the_pages(engine):
    fill(engine, 300)

    def take_all(worker):
        taken = []
        while page_ids := claim(engine, worker, limit=7):
            taken += page_ids
        return taken

    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(take_all, ("ann", "bob", "cid", "dan")))
    assert sorted(page_id for share in shares for page_id in share) == list(range(1, 301))


Step = st.one_of(
    st.tuples(st.just("claim"), st.sampled_from(WORKERS), st.integers(1, 3)),
    st.tuples(st.just("settle"), st.sampled_from(WORKERS), st.integers(1, PAGES)),
    st.tuples(st.just("renew"), st.sampled_from(WORKERS), st.just(0)),
    st.tuples(st.just("wait"), st.just(""), st.integers(10, 70)),
)


@given(steps=st.lists(Step, max_size=25))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_a_page_is_held_by_one_and_settled_once(engine, steps):
    fill(engine)
    now, held, settled = NOON, {}, set()  # page → worker and when its claim runs out
    for step, worker, number in steps:
        if step == "wait":
            now += timedelta(seconds=number)
        elif step == "renew":
            renew(engine, worker, now)
            held |= {page: (worker, now + LEASE) for page, (holder, _) in held.items() if holder == worker}
        elif step == "claim":
            free = [page for page in range(1, PAGES + 1) if page not in settled and not is_held(held, page, now)]
            assert claim(engine, worker, number, now) == tuple(free[:number])
            held |= dict.fromkeys(free[:number], (worker, now + LEASE))
        else:
            is_theirs = held.get(number, ("", now))[0] == worker
            assert settle(engine, worker, number) == is_theirs
            if is_theirs:
                settled.add(number)
                del held[number]


def is_held(held, page, now):
    return page in held and held[page][1] > now
