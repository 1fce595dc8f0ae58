"""index orders by customer

Revision ID: 5b81f0c6a4d2
Revises: 48c5d7e9013a
Create Date: 2026-02-02 09:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "5b81f0c6a4d2"
down_revision = "48c5d7e9013a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("orders_customer_id_idx", "orders", ["customer_id"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("orders_customer_id_idx", "orders", postgresql_concurrently=True)
