import { base, revision } from './project.ts'

// A branch with a label, a merge, a line of its own that depends on another one, one that reads the catalog and one that
// leaves its transaction.
const revisions: Readonly<Record<string, string>> = {
  '2026_01_01_customers.py': revision(
    `"""customers and orders

Revision ID: a1
Create Date: 2026-01-01 10:00:00
"""
from typing import Sequence, Union

revision: str = "a1"
down_revision: Union[str, None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None`,
    `op.create_table("customers", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(80)))
op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("customer", sa.Integer))
op.bulk_insert(sa.table("customers", sa.column("id", sa.Integer), sa.column("name", sa.String)), [{"id": 1, "name": "O'Hara\\t100%: done"}])`,
    `op.drop_table("orders")
op.drop_table("customers")`,
  ),
  'billing.py': revision(
    `revision = 'b1'
down_revision = 'a1'
branch_labels = ('billing',)`,
    `op.create_table("invoices", sa.Column("id", sa.Integer, primary_key=True), sa.Column("number", sa.String(20)))
with op.get_context().autocommit_block():
    op.create_index("invoices_number", "invoices", ["number"], unique=True, postgresql_concurrently=True)
op.execute("INSERT INTO invoices (id, number) VALUES (1, 'a;b'); UPDATE invoices SET number = 'c'")`,
    `with op.get_context().autocommit_block():
    op.drop_index("invoices_number", table_name="invoices", postgresql_concurrently=True)
op.drop_table("invoices")`,
  ),
  'status.py': revision(
    `parent = ("a" "1")
revision = "c1"
down_revision = (parent)`,
    `op.add_column("orders", sa.Column("status", sa.String(10), server_default="open"))`,
    `op.drop_column("orders", "status")`,
  ),
  'merge.py': revision(
    `"""billing and status together"""
revision = "m1"
down_revision = ("b1", "c1")`,
    `pass`,
    `pass`,
  ),
  'reports.py': revision(
    `revision = "d1"
down_revision = None
branch_labels = ["reports"]
depends_on = "a1"`,
    `op.create_table("reports", sa.Column("id", sa.Integer, primary_key=True))`,
    `op.drop_table("reports")`,
  ),
  'report-lines.py': revision(
    `revision = "d2"
down_revision = "d1"
depends_on = ("billing",)`,
    `op.create_table("report_lines", sa.Column("id", sa.Integer, primary_key=True))`,
    `op.drop_table("report_lines")`,
  ),
  'catalog.py': revision(
    `revision = "e1"
down_revision = "m1"`,
    `columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns("orders")]
if "note" not in columns:
    op.add_column("orders", sa.Column("note", sa.String(10)))`,
    `op.drop_column("orders", "note")`,
  ),
  'last.py': revision(
    `revision = "f1"
down_revision = "e1"`,
    `op.create_index("orders_status", "orders", ["status"])`,
    `op.drop_index("orders_status", table_name="orders")`,
  ),
}

/** All files of the project that the tests share. */
export const chain: Readonly<Record<string, string>> = {
  ...base,
  ...Object.fromEntries(Object.entries(revisions).map(([name, text]) => [`db/versions/${name}`, text])),
}
