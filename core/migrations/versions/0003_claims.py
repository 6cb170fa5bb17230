"""Claims: which worker reads a pending page, and until when nobody else may."""

import sqlalchemy as sa
from alembic import op

from core.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("claimed_by", sa.Text))
    op.add_column("pages", sa.Column("claimed_until", UtcDateTime))


def downgrade() -> None:
    op.drop_column("pages", "claimed_until")
    op.drop_column("pages", "claimed_by")
