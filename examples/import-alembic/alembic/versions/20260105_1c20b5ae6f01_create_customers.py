"""create customers

Revision ID: 1c20b5ae6f01
Revises:
Create Date: 2026-01-05 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "1c20b5ae6f01"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    customers = op.create_table(
        "customers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False, unique=True),
    )
    op.bulk_insert(
        customers,
        [
            {"name": "Ada", "email": "ada@example.org"},
            {"name": "Grace", "email": "grace@example.org"},
        ],
    )


def downgrade() -> None:
    op.drop_table("customers")
