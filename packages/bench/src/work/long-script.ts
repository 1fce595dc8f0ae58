// What cuts at every semicolon gets these wrong.
const kinds: readonly ((index: number) => string)[] = [
  (index) => `INSERT INTO items (n, name) VALUES (${index}, 'a; b ''c'' -- d')`,
  (index) => `INSERT INTO items (n, name) SELECT ${index}, $$text; of $1$$ /* a ; comment /* nested */ */`,
  (index) => `INSERT INTO items (n, name) VALUES (${index}, E'it\\'s; here') -- behind; it`,
  (index) =>
    `WITH added AS (INSERT INTO items (n) VALUES (${index}) RETURNING n) UPDATE items SET name = 'x;' WHERE false`,
]

/** How many rows the script leaves in the table `items`. */
export const rowsOf = (statements: number): number => statements - 1

/** A script of that many PostgreSQL statements, the first of which creates a table that the others fill. */
export function longScript(statements: number): string {
  const lines = ['CREATE TABLE items (n integer NOT NULL, name text);']
  for (let index = 1; index < statements; index += 1) {
    const statement = kinds[index % kinds.length]?.(index) ?? ''
    // The comment at the end of a line would swallow it.
    lines.push(statement.includes('-- behind') ? `${statement}\n;` : `${statement};`)
  }
  return `${lines.join('\n')}\n`
}
