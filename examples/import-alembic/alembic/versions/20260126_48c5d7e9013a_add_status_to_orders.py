"""add status to orders

Revision ID: 48c5d7e9013a
Revises: 3f6a01b7d25c
Create Date: 2026-01-26 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "48c5d7e9013a"
down_revision = "3f6a01b7d25c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("status", sa.Text))
    orders = sa.table("orders", sa.column("status"), sa.column("shipped_at"))
    shipped = sa.case((orders.c.shipped_at.is_(None), "open"), else_="shipped")
    op.execute(orders.update().values(status=shipped))
    op.alter_column("orders", "status", nullable=False)


def downgrade() -> None:
    op.drop_column("orders", "status")
