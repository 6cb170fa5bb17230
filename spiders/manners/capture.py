"""Every exchange goes into the archive before anything else happens to it; then what became of it is decided."""

import asyncio
from http import HTTPStatus

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.coding import decode_content
from archive.exchange import Exchange
from core.errors import ArchiveError, PageError
from core.models import Outcome, RawPage
from core.urls import host_of
from spiders.manners.retry import may_try_again
from spiders.manners.verdict import judge_answer, judge_content, judge_failure
from spiders.roles import Role, Verdict, role_of
from spiders.visit import Visit

_LONG = 64 * 1024  # bytes as sent
_GZIP = b"\x1f\x8b"
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Capture:
    """Stores one source's exchanges and settles them."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._run = visit.run
        self._archive = visit.run.archive

    def set_conditions(self, request: Request) -> None:
        """Ask for the page only if it changed since it was stored; what a redirect or retry left is taken off."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        known = self._archive.validators(request.url, request.method, request.body)
        if known and not request.meta.get("whole"):
            values = zip(_CONDITIONS, (known.etag, known.last_modified), strict=True)
            request.headers.update({name: value for name, value in values if value})

    async def keep(self, request: Request, answer: Response) -> Response:
        """Store an answer and return it as the spider is to see it: decoded, and whole where the server said 304."""
        exchange = self._exchange(request, answer)
        verdict = self._first_verdict(request, answer, exchange)
        page_id = self._archive.store(exchange, verdict.outcome, verdict.reason)
        response, last_verdict = await self._open(request, answer, verdict)
        if last_verdict != verdict:
            self._archive.settle(page_id, last_verdict.outcome or Outcome.FAILED, last_verdict.reason)
        final = not may_try_again(request, answer)
        self._settle(request, page_id, last_verdict, answered=True, final=final)
        if final:
            is_miss = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            self._run.hosts[host_of(request.url)].note(last_verdict.reason if is_miss else None)
        return response

    def lose(self, request: Request, error: Exception) -> None:
        """Note that no whole answer came."""
        verdict = judge_failure(error, self._run.refused_names, host_of(request.url))
        final = not may_try_again(request, error)
        self._settle(request, self._visit.store_failure(request, verdict), verdict, answered=False, final=final)
        if final:
            is_miss = verdict.outcome is Outcome.FAILED
            self._run.hosts[host_of(request.url)].note(verdict.reason if is_miss else None)

    def stored_answer(self, request: Request) -> RawPage | None:
        """What a 304 confirms; None if it cannot be read any more."""
        try:
            return self._archive.latest(request.url, request.method, request.body)
        except (PageError, ArchiveError):
            return None

    def _first_verdict(self, request: Request, answer: Response, exchange: Exchange) -> Verdict:
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return Verdict(Outcome.UNCHANGED, "HTTP 304")
        verdict = judge_answer(request, answer, self._visit.hosts, self._run.settings.max_redirects)
        if verdict.outcome is None and self._archive.is_unchanged(exchange):
            return Verdict(Outcome.UNCHANGED, "the same content as before")
        return verdict

    async def _open(self, request: Request, answer: Response, verdict: Verdict) -> tuple[Response, Verdict]:
        """The answer as the spider is to see it, and what its content tells."""
        if answer.status == HTTPStatus.NOT_MODIFIED:
            page = self.stored_answer(request)
            if page is None:
                return answer, Verdict(Outcome.FAILED, "HTTP 304, but what it confirms cannot be read")
            return _response(request, Headers(page.headers), page.body, HTTPStatus.OK), verdict
        if not verdict.is_usable or role_of(request) is Role.BULK:
            return answer.replace(url=request.url), verdict
        try:
            body = await self._decoded(answer, request.meta["content"])
        except PageError as error:
            return answer.replace(url=request.url), Verdict(error.outcome, str(error))
        headers = Headers({name: value for name, value in answer.headers.items() if name != b"Content-Encoding"})
        response = _response(request, headers, body, answer.status)
        if verdict.outcome is Outcome.UNCHANGED:
            return response, verdict
        return response, judge_content(response, role_of(request), request.meta["content"]) or verdict

    async def _decoded(self, answer: Response, content: str) -> bytes:
        if len(answer.body) < _LONG:
            return self._unpacked(answer, content)
        async with self._run.unpacking:  # one at a time: a bomb takes its memory, too
            return await asyncio.to_thread(self._unpacked, answer, content)  # a bomb takes its time: the others go on

    def _unpacked(self, answer: Response, content: str) -> bytes:
        limit = self._run.settings.max_decompressed
        body = decode_content(answer.body, _joined(answer, "Content-Encoding"), limit)
        is_file = content == "xml" and body.startswith(_GZIP)  # sitemap.xml.gz is packed itself, not only on its way
        return decode_content(body, "gzip", limit) if is_file else body

    def _settle(self, request: Request, page_id: int, verdict: Verdict, *, answered: bool, final: bool) -> None:
        request.meta.update(verdict=verdict, page=page_id)
        self._visit.settle(request.url, role_of(request), page_id, verdict, answered=answered, final=final)

    def _exchange(self, request: Request, answer: Response) -> Exchange:
        return Exchange(
            source_id=self._visit.source.id,
            run_id=self._run.run_id,
            url=request.url,
            method=request.method,
            request_headers=[("Host", host_of(request.url)), *_pairs(request.headers)],
            request_body=request.body,
            requested_url=request.meta.get("redirect_urls", [request.url])[0],
            status=answer.status,
            response_headers=_pairs(answer.headers),
            body=answer.body,
            fetched_at=self._run.clock(),
            ip_address=None if self._run.settings.mirror or not answer.ip_address else str(answer.ip_address),
        )


def _response(request: Request, headers: Headers, body: bytes, status: int) -> Response:
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(request.url, status=status, headers=headers, body=body, request=request)


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values]


def _joined(response: Response, name: str) -> str:
    return ",".join(value.decode("latin-1") for value in response.headers.getlist(name))
