import type { Dialect } from '@slipway/core/plugin'
import { plainName } from './plain-name.ts'
import type { PlainName } from './plain-name.ts'

export interface Change {
  readonly up: readonly string[]
  /** `undefined`: nothing true can be written; the reverse is derived from the schema just before. */
  readonly down: readonly string[] | undefined
}

interface Form {
  /** Captures the names it writes about. */
  readonly title: RegExp
  write(first: PlainName, second: PlainName): Change
}

const derived = '-- The reverse is derived from the schema just before; write an undo to say it yourself.'

const createTable = (table: PlainName): Change => ({
  up: [
    '-- Add the columns.',
    `CREATE TABLE IF NOT EXISTS ${table.sql} (`,
    '  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    ');',
  ],
  down: [`DROP TABLE IF EXISTS ${table.sql};`],
})

const createIndex = (column: PlainName, table: PlainName): Change => {
  const index = table.sibling(`${table.last}_${column.last}_idx`.slice(0, 63))
  return {
    up: [
      '-- On a big table: CREATE INDEX CONCURRENTLY, without IF NOT EXISTS, BEGIN and COMMIT.',
      `CREATE INDEX IF NOT EXISTS ${index.lastSql} ON ${table.sql} (${column.sql});`,
    ],
    down: [`DROP INDEX IF EXISTS ${index.sql};`],
  }
}

const forms: readonly Form[] = [
  { title: /^(?:create|add|new) (?:an? )?table (.+)$/i, write: createTable },
  { title: /^create (?:an? |the )?(.+) table$/i, write: createTable },
  {
    title: /^(?:drop|remove|delete) (?:the )?table (.+)$/i,
    write: (table) => ({ up: [derived, `DROP TABLE IF EXISTS ${table.sql};`], down: undefined }),
  },
  { title: /^(?:(?:create|add) )?(?:an )?index (?:for |on )?(.+?) (?:on|of|to|in) (.+)$/i, write: createIndex },
  {
    title: /^add (?:an? |the )?(?:column )?(.+?) to (.+)$/i,
    write: (column, table) => ({
      up: [
        '-- text stands in for the type you want.',
        `ALTER TABLE ${table.sql} ADD COLUMN IF NOT EXISTS ${column.sql} text;`,
      ],
      down: [`ALTER TABLE ${table.sql} DROP COLUMN IF EXISTS ${column.sql};`],
    }),
  },
  {
    title: /^(?:drop|remove|delete) (?:the )?(?:column )?(.+?) (?:from|of) (.+)$/i,
    write: (column, table) => ({
      up: [derived, `ALTER TABLE ${table.sql} DROP COLUMN IF EXISTS ${column.sql};`],
      down: undefined,
    }),
  },
]

/** Statements for a title that says plainly what it wants; a place to write them for any other. */
export function draftChange(title: string, repeatable: boolean, dialect: Dialect): Change {
  if (repeatable) return { up: ['-- Runs again whenever this file changes: write CREATE OR REPLACE.'], down: undefined }
  const matching = dialect.name === 'postgres' ? forms : []
  for (const { title: pattern, write } of matching) {
    const match = pattern.exec(title)
    const first = plainName(match?.[1] ?? '', dialect)
    const second = match?.[2] === undefined ? first : plainName(match[2], dialect)
    if (first !== undefined && second !== undefined) return write(first, second)
  }
  return { up: ['-- Write the change here.', derived], down: undefined }
}
