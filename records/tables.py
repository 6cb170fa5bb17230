"""The tables of the records: what was read at each address, and what follows from it.

`announcements`, `absences`, `decisions` and `corrections` are given from outside; all other rows follow from them.
"""

import sqlalchemy as sa

from archive.ledger import BigId
from core.database import UtcDateTime, metadata

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("source_id", sa.String(100), nullable=False),
    sa.Column("key", sa.Text, nullable=False),  # what identifies the call, see identity.py
    sa.Column("key_id", sa.String(16), nullable=False),
    sa.Column("record_id", sa.String(16)),
    sa.Column("traits", sa.Text, nullable=False),  # JSON of identity.Traits
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("last_changed", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("is_dated", sa.Boolean, nullable=False),
    sa.Column("closes_on", sa.Date),  # last deadline in force
    sa.Column("published_at", sa.Date),
    sa.Column("is_withdrawn", sa.Boolean, nullable=False, default=False),
    sa.Index(None, "record_id"),
    sa.Index(None, "key_id"),
    sa.Index(None, "source_id", "kind"),
    sa.Index(None, "source_id", "closes_on"),
)
"""One row for each address at which a source carries an announcement."""

document_keys = sa.Table(
    "document_keys",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document_id", sa.ForeignKey("documents.id"), primary_key=True),
    sqlite_with_rowid=False,
)
"""Hashes of the addresses, words and dates by which a document is found, see keys.py."""

announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("page_id", BigId, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("extractor", sa.String(64), nullable=False),
    sa.Column("is_held", sa.Boolean, nullable=False, default=False),
    sa.Column("payload", sa.Text, nullable=False),  # JSON of core.models.Announcement
    sa.UniqueConstraint("document_id", "page_id"),
    sa.Index(None, "page_id"),
)
"""Every version of every document that differed from the one before."""

matches = sa.Table(
    "matches",
    metadata,
    sa.Column("first_id", sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("second_id", sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("strength", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index(None, "second_id"),
    sa.Index(None, "verdict"),
)
"""Pairs of documents that are, or may be, of one call; `first_id` < `second_id`."""

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("first_id", sa.String(16), nullable=False),
    sa.Column("second_id", sa.String(16), nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    sa.Column("undone_at", UtcDateTime),
    sa.Index(None, "first_id"),
    sa.Index(None, "second_id"),
)
"""What staff said on a pair; the newest that is not undone holds."""

absences = sa.Table(
    "absences",
    metadata,
    sa.Column("source_id", sa.String(100), primary_key=True),
    sa.Column("url", sa.Text, primary_key=True),
    sa.Column("page_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
)
"""Looks at an address, in a healthy run, that found it gone (404, 410)."""

records = sa.Table(
    "records",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("payload", sa.Text),  # JSON of core.models.Record; None: it became part of another one
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("indexed_version", sa.Integer, nullable=False, default=0),
    sa.Index("ix_records_unindexed", "id", sqlite_where=sa.text("indexed_version < version"),
             postgresql_where=sa.text("indexed_version < version")),
)  # fmt: skip
"""The merged records; `version` grows with each difference."""

IS_UNINDEXED = records.c.indexed_version < records.c.version
"""Holds for records, merged ones too, of which the index does not have the newest version."""

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("document_id", sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("page_id", BigId, nullable=False),
    sa.Column("field", sa.String(32), nullable=False),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("likeness", sa.String(64), nullable=False),  # equal for the same change on two sites
    sa.Column("is_reread", sa.Boolean, nullable=False, default=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Index(None, "document_id"),
    sa.Index(None, "first_seen"),
)
"""Differences between two versions of a document; `is_reread`: they come from the extractor, not from the page."""

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("record_id", sa.String(16), nullable=False),
    sa.Column("field", sa.String(32), nullable=False),
    sa.Column("value", sa.Text, nullable=False),  # JSON of the field's value
    sa.Column("sentences", sa.Text, nullable=False),  # JSON list: the proofs at that time
    sa.Column("corrected_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("corrected_at", UtcDateTime, nullable=False),
    sa.Column("undone_at", UtcDateTime),
    sa.Index(None, "record_id"),
)
"""Fields that staff set right; each holds until the sentence it was read from changes."""

shadow_announcements = sa.Table(
    "shadow_announcements",
    metadata,
    sa.Column("document_id", sa.String(16), primary_key=True),
    sa.Column("page_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("extractor", sa.String(64), nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
)
"""What today's extraction makes of archived pages, until it is promoted or dropped."""
