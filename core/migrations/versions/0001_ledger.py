"""The page ledger: pages and crawl runs."""

import sqlalchemy as sa
from alembic import op

from core.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "pages",
        sa.Column("id", big_id, autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("run_id", big_id),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("requested_url", sa.Text, nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("fetched_at", UtcDateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("payload_digest", sa.String(64)),
        sa.Column("segment", sa.String(255)),
        sa.Column("offset", sa.BigInteger),
        sa.Column("length", sa.BigInteger),
        sa.Column("record_id", sa.Uuid),
        sa.Column("refers_to", big_id),
        sa.Column("outcome", sa.String(16)),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("url_hash", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.ForeignKeyConstraint(["refers_to"], ["pages.id"], name="fk_pages_refers_to"),
    )
    op.create_index("ix_pages_url_hash_request_digest_id", "pages", ["url_hash", "request_digest", "id"])
    op.create_index("ix_pages_source_id_fetched_at_id", "pages", ["source_id", "fetched_at", "id"])
    op.create_index("ix_pages_fetched_at_id", "pages", ["fetched_at", "id"])
    op.create_index("ix_pages_run_id", "pages", ["run_id"])
    pending = sa.text("outcome IS NULL")
    op.create_index("ix_pages_pending", "pages", ["id"], sqlite_where=pending, postgresql_where=pending)
    op.create_table(
        "runs",
        sa.Column("id", big_id, nullable=False),
        sa.Column("run_id", big_id, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("discovered", sa.Integer, nullable=False),
        sa.Column("fetched", sa.Integer, nullable=False),
        sa.Column("healthy", sa.Boolean),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("run_id", "source_id", name="uq_runs_run_id_source_id"),
    )
    op.create_index("ix_runs_source_id_run_id", "runs", ["source_id", "run_id"])


def downgrade() -> None:
    op.drop_table("runs")
    op.drop_table("pages")
