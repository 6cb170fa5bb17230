"""How long the reading of each page took."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("read_seconds", sa.Float))


def downgrade() -> None:
    op.drop_column("pages", "read_seconds")
