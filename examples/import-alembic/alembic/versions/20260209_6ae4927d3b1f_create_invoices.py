"""create invoices

Revision ID: 6ae4927d3b1f
Revises: 5b81f0c6a4d2
Create Date: 2026-02-09 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "6ae4927d3b1f"
down_revision = "5b81f0c6a4d2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoices",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id"), nullable=False, unique=True),
        sa.Column("issued_on", sa.Date, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("invoices")
