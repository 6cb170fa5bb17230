"""Spider for JSON APIs with pages, details of rows, and a bulk file for when the API is down."""

import gzip
import json
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import ijson
from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure
from w3lib.url import add_or_replace_parameters

from core.source import JsonApiSpider
from spiders.form import form_of
from spiders.roles import Role, ask
from spiders.rows import Row, filled, first_of, value_at
from spiders.spider import Requests, SourceSpider

_BULK_PATIENCE = 10  # times the time-out of a page


class JsonApiSource(SourceSpider[JsonApiSpider]):
    """Pages through an API; a subclass may choose among the rows."""

    def begin(self) -> Iterable[Request]:
        self._keys: set[str] = set()
        self._rows = 0
        self._fell_back = False
        yield self._page(self.say.first_page)

    def wants(self, row: Row) -> bool:
        """Whether a row of the API is an item."""
        return isinstance(row, dict)

    def wants_from_bulk(self, row: Row) -> bool:
        """Whether a row of the bulk file is an item."""
        return isinstance(row, dict)

    def read_page(self, response: TextResponse, number: int) -> Requests:
        """The rows of a page, and the next page."""
        answer = response.json()
        rows = value_at(answer, self.say.rows)
        if not isinstance(rows, list):
            self.visit.complain(f"{response.url}: has no list at {self.say.rows!r}")
            yield from self._fall_back()
            return
        before = len(self._keys)
        self._rows += len(rows)
        for row in rows:
            self._add_row(row)
        yield from self._go_on(number, value_at(answer, self.say.total) if self.say.total else None, before)

    def lose_page(self, failure: Failure) -> Requests:
        """Note a page that could not be had, and read the bulk file instead."""
        self.lose_list(failure)
        yield from self._fall_back()

    def read_bulk(self, response: Response) -> None:
        """Find the details of the rows in the bulk file, which is never unpacked as a whole."""
        template = self.say.fallback_detail or self.say.detail or ""
        try:
            rows = ijson.items(
                _Unpacking(response, self.say.max_bulk), f"{self.say.fallback_rows}.item", use_float=True
            )
            for row in rows:
                if self.wants_from_bulk(row):
                    self._add_detail(template, row)
        except (ijson.JSONError, OSError, EOFError, zlib.error) as error:
            self.visit.complain(f"{response.url}: cannot be read: {error}")

    def _page(self, number: int) -> Request:
        say = self.say
        paging = {say.page_param: str(number)} if say.page_param else {}
        size = {say.size_param: str(say.page_size)} if say.size_param else {}
        kind, body = form_of(say.form) if say.form else ("", b"")
        return ask(
            add_or_replace_parameters(str(say.url), say.params | paging | size),
            Role.LIST if say.detail else Role.ITEM,
            self.read_page,
            content="json",
            method=say.method,
            headers={"Accept": "application/json"} | ({"Content-Type": kind} if kind else {}),
            body=body,
            errback=self.lose_page,
            cb_kwargs={"number": number},
        )

    def _add_row(self, row: Row) -> None:
        key = first_of(value_at(row, self.say.key)) if self.say.key else None
        key = json.dumps(row, sort_keys=True) if key is None else str(key)
        if key in self._keys:
            return
        self._keys.add(key)
        if not self.wants(row):
            return
        if self.say.detail:
            self._add_detail(self.say.detail, row)
        else:
            self.visit.find(key)

    def _add_detail(self, template: str, row: Row) -> None:
        if address := filled(template, row):
            self.add_item(address, named=True, content="json")
        else:
            self.visit.complain(f"a row lacks what {template} needs")

    def _go_on(self, number: int, total: Any, before: int) -> Requests:
        """The next page, or what is to be said after the last one."""
        more = self._rows < total if isinstance(total, int) else True
        if self.say.page_param and more and len(self._keys) > before:
            if number - self.say.first_page + 1 < self.source.politeness.max_list_pages:
                yield self._page(number + 1)
                return
            self.visit.complain(f"stopped after page {number} (politeness.max_list_pages)")
        if isinstance(total, int) and len(self._keys) < total:
            self.visit.complain(f"{total} rows were promised, {len(self._keys)} came")

    def _fall_back(self) -> Requests:
        if self.say.fallback and not self._fell_back:
            self._fell_back = True
            limits = {
                "download_maxsize": self.say.max_bulk,
                "download_timeout": self.visit.run.settings.timeout * _BULK_PATIENCE,
            }
            yield ask(str(self.say.fallback), Role.BULK, self.read_bulk, errback=self.lose_list, meta=limits)


class _Unpacking:
    """A body that is unpacked while it is read, up to a limit."""

    def __init__(self, response: Response, limit: int) -> None:
        coding = (response.headers.get("Content-Encoding") or b"").strip().lower()
        packed = BytesIO(response.body)
        self._content = gzip.GzipFile(fileobj=packed) if coding in (b"gzip", b"x-gzip") else packed
        self._left = self._limit = limit

    def read(self, size: int = -1) -> bytes:
        """Some bytes; OSError beyond the limit."""
        piece = self._content.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise OSError(f"more than {self._limit} bytes when unpacked")
        return piece
