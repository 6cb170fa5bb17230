"""Each run keeps when its source last brought something new, and how often it usually does."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("last_new", sa.Date))
    op.add_column("runs", sa.Column("usual_gap", sa.Integer))


def downgrade() -> None:
    op.drop_column("runs", "usual_gap")
    op.drop_column("runs", "last_new")
