#!/bin/sh
# What a team writes that rehearses without a tool: each migration up, down and up again on a database of its own, the schema
# dumped and compared each time; then all of them down. Run as `rehearse.sh FOLDER`; a line `proved NAME` for each.
set -eu
folder=$1
database=rehearsal_$$
dump() { pg_dump --schema-only "$database" | grep -v -E '^\\(un)?restrict ' > "$1"; }
run() { psql -X -q -v ON_ERROR_STOP=1 -d "$database" "$@" > /dev/null; }
work=$(mktemp -d)
trap 'dropdb --if-exists "$database"; rm -rf "$work"' EXIT
createdb "$database"
dump "$work/first"
cp "$work/first" "$work/before"
for up in "$folder"/V*.sql; do
  name=$(basename "$up" .sql)
  down=$folder/U${name#V}.sql
  run -1 -f "$up"
  dump "$work/up"
  run -1 -f "$down"
  dump "$work/down"
  diff "$work/before" "$work/down"
  run -1 -f "$up"
  # The second up is compared with the first one, and is what the next migration begins with.
  dump "$work/before"
  diff "$work/up" "$work/before"
  echo "proved $name"
done
for down in $(ls -r "$folder"/U*.sql); do run -1 -f "$down"; done
dump "$work/last"
diff "$work/first" "$work/last"
