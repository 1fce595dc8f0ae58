"""create orders

Revision ID: 27d9e3c410b8
Revises: 1c20b5ae6f01
Create Date: 2026-01-12 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "27d9e3c410b8"
down_revision = "1c20b5ae6f01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.Integer, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("orders")
