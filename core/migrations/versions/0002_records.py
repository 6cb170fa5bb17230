"""The records: documents with their versions and matches, merged records, changes, decisions of staff."""

import sqlalchemy as sa
from alembic import op

from core.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("page_id", big_id, autoincrement=False, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "url", "page_id", name="pk_absences"),
    )
    op.create_table(
        "corrections",
        sa.Column("id", big_id, nullable=False),
        sa.Column("record_id", sa.String(16), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("sentences", sa.Text, nullable=False),
        sa.Column("corrected_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("corrected_at", UtcDateTime, nullable=False),
        sa.Column("undone_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_record_id", "corrections", ["record_id"])
    op.create_table(
        "decisions",
        sa.Column("id", big_id, nullable=False),
        sa.Column("first_id", sa.String(16), nullable=False),
        sa.Column("second_id", sa.String(16), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", UtcDateTime, nullable=False),
        sa.Column("undone_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_first_id", "decisions", ["first_id"])
    op.create_index("ix_decisions_second_id", "decisions", ["second_id"])
    op.create_table(
        "documents",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("record_id", sa.String(16)),
        sa.Column("traits", sa.Text, nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("last_changed", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("is_dated", sa.Boolean, nullable=False),
        sa.Column("closes_on", sa.Date),
        sa.Column("published_at", sa.Date),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_key_id", "documents", ["key_id"])
    op.create_index("ix_documents_record_id", "documents", ["record_id"])
    op.create_index("ix_documents_source_id_closes_on", "documents", ["source_id", "closes_on"])
    op.create_index("ix_documents_source_id_kind", "documents", ["source_id", "kind"])
    op.create_table(
        "records",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("indexed_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
    )
    unindexed = sa.text("indexed_version < version")
    op.create_index("ix_records_unindexed", "records", ["id"], sqlite_where=unindexed, postgresql_where=unindexed)
    op.create_table(
        "shadow_announcements",
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("page_id", big_id, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("extractor", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "page_id", name="pk_shadow_announcements"),
    )
    op.create_table(
        "announcements",
        sa.Column("id", big_id, nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("page_id", big_id, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("extractor", sa.String(64), nullable=False),
        sa.Column("is_held", sa.Boolean, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_announcements_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sa.UniqueConstraint("document_id", "page_id", name="uq_announcements_document_id_page_id"),
    )
    op.create_index("ix_announcements_page_id", "announcements", ["page_id"])
    op.create_table(
        "changes",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("page_id", big_id, nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("likeness", sa.String(64), nullable=False),
        sa.Column("is_reread", sa.Boolean, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_changes_document_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_document_id", "changes", ["document_id"])
    op.create_index("ix_changes_first_seen", "changes", ["first_seen"])
    op.create_table(
        "document_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_document_keys_document_id"),
        sa.PrimaryKeyConstraint("key", "document_id", name="pk_document_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matches",
        sa.Column("first_id", sa.String(16), nullable=False),
        sa.Column("second_id", sa.String(16), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("strength", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["documents.id"], name="fk_matches_first_id"),
        sa.ForeignKeyConstraint(["second_id"], ["documents.id"], name="fk_matches_second_id"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_matches"),
    )
    op.create_index("ix_matches_second_id", "matches", ["second_id"])
    op.create_index("ix_matches_verdict", "matches", ["verdict"])


def downgrade() -> None:
    op.drop_table("matches")
    op.drop_table("document_keys")
    op.drop_table("changes")
    op.drop_table("announcements")
    op.drop_table("shadow_announcements")
    op.drop_table("records")
    op.drop_table("documents")
    op.drop_table("decisions")
    op.drop_table("corrections")
    op.drop_table("absences")
