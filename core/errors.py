"""The one tree of exceptions: what a caller can catch, each with a sentence that says what to do."""

from core.models import Outcome


class ClusterwireError(Exception):
    """Base of every error that the program raises on purpose."""


class SettingsError(ClusterwireError):
    """A setting is missing or cannot be understood."""


class SourceError(ClusterwireError):
    """A source file is wrong; the message names the file and the field."""


class CrawlError(ClusterwireError):
    """A crawl could not be carried out at all."""


class ArchiveError(ClusterwireError):
    """The archive cannot be read or written."""


class PageError(ClusterwireError):
    """A page cannot be turned into an article; `outcome` names what became of it."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome


class EvaluationError(ClusterwireError):
    """A file of annotated announcements cannot be read."""


class RecordError(ClusterwireError):
    """A record is unknown or cannot be stored."""


class IndexUnavailableError(ClusterwireError):
    """The search index cannot be reached, opened or written."""


class IndexOutdatedError(IndexUnavailableError):
    """The search index was laid out by another version of the program and must be rebuilt."""


class QueryError(ClusterwireError):
    """A search was asked for something that cannot be searched."""


class CrewError(ClusterwireError):
    """Those that are to read pages cannot be reached, or are of another version."""


class DatabaseError(ClusterwireError):
    """The database cannot be reached or is of another version."""
