"""create order lines

Revision ID: 3f6a01b7d25c
Revises: 27d9e3c410b8
Create Date: 2026-01-19 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "3f6a01b7d25c"
down_revision = "27d9e3c410b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("line", sa.Integer, primary_key=True),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO orders (customer_id, shipped_at) VALUES (1, now()), (2, NULL)")
    op.execute("INSERT INTO order_lines VALUES (1, 1, 'lamp', 2), (2, 1, 'chair', 4)")


def downgrade() -> None:
    op.drop_table("order_lines")
