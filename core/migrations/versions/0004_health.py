"""Source health: the funnel of each run, days on which something new came, and how each source's state turned."""

import sqlalchemy as sa
from alembic import op

from core.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for name in ("extracted", "calls", "dated", "published"):
        op.add_column("runs", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for name in ("canary_fault", "funnel_fault"):
        op.add_column("runs", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_table(
        "arrivals",
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "day", name="pk_arrivals"),
    )
    op.create_table(
        "turns",
        sa.Column("id", big_id, nullable=False),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("judged_at", UtcDateTime, nullable=False),
        sa.Column("told_to", sa.Text, nullable=False),
        sa.Column("told_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
    )
    op.create_index("ix_turns_source_id_id", "turns", ["source_id", "id"])
    untold = sa.text("told_at IS NULL")
    op.create_index("ix_turns_untold", "turns", ["id"], sqlite_where=untold, postgresql_where=untold)


def downgrade() -> None:
    op.drop_table("turns")
    op.drop_table("arrivals")
    for name in ("funnel_fault", "canary_fault", "published", "dated", "calls", "extracted"):
        op.drop_column("runs", name)
