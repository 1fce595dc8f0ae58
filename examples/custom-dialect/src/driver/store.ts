import { SlipwayError, entryKey, ownTimeouts } from '@slipway/core'
import type { Checkpoints, Entry, EntryBody, Journal, Json, NewEntry, Row, Session } from '@slipway/core/plugin'
import { failure } from './failure.ts'

const tables: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS slipway_journal (project text NOT NULL, seq integer NOT NULL, prev text NOT NULL,
    v integer NOT NULL, at text NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), by text NOT NULL, key text,
    body text NOT NULL, PRIMARY KEY (project, seq), UNIQUE (project, key))`,
  `CREATE TABLE IF NOT EXISTS slipway_checkpoint (project text NOT NULL, key text NOT NULL, value text NOT NULL,
    PRIMARY KEY (project, key))`,
  `CREATE TABLE IF NOT EXISTS slipway_lease (project text PRIMARY KEY, token integer NOT NULL, owner text, since real)`,
]

/** What a session's statements go through; the transaction's own within one. */
export type Run = (text: string, params?: readonly Json[]) => Promise<readonly Row[]>

/** Whether Slipway's tables are there: reading must not make them. */
export const isPrepared = async (run: Run): Promise<boolean> =>
  (await run("SELECT 1 FROM sqlite_master WHERE name = 'slipway_lease'")).length > 0

/** Refuses a token that is not the holder's. */
export async function checkToken(run: Run, project: string, token: number): Promise<void> {
  const sql = 'SELECT 1 FROM slipway_lease WHERE project = ? AND token = ? AND owner IS NOT NULL'
  if ((await run(sql, [project, token])).length === 0) throw failure('lease-lost', 'The deploy lock was taken away')
}

/** Writes entries; their unique keys are what keeps two deployers apart. */
export async function insertEntries(run: Run, entries: readonly NewEntry[]): Promise<void> {
  const sql = 'INSERT INTO slipway_journal (project, seq, prev, v, by, key, body) VALUES (?, ?, ?, ?, ?, ?, ?)'
  for (const { project, seq, prev, v, by, body } of entries) {
    await run(sql, [project, seq, prev, v, by, entryKey(body), JSON.stringify(body)])
  }
}

function toEntry(row: Row): Entry {
  const { project, seq, prev, v, at, by, body } = row as Record<string, string>
  if (Number(v) !== 1) throw new SlipwayError('SW-JOURNAL-NEWER', `Entry ${seq} has version ${v}. Nothing was changed.`)
  const read = JSON.parse(String(body)) as EntryBody
  return { v: 1, seq: Number(seq), prev: prev!, project: project!, at: at!, by: by!, body: read }
}

const through =
  (session: Session): Run =>
  async (text, params = []) =>
    (await session.execute({ text, params })).rows

/** The history of one project. */
export function journal(session: Session, project: string): Journal {
  return {
    async read(after = 0) {
      if (!(await isPrepared(through(session)))) return []
      const sql = 'SELECT * FROM slipway_journal WHERE project = ? AND seq > ? ORDER BY seq'
      return (await through(session)(sql, [project, after])).map(toEntry)
    },
    async prepare() {
      if (await isPrepared(through(session))) return
      const make = async (open: Session): Promise<void> => {
        for (const text of tables) await open.execute({ text })
      }
      await session.transaction(make, { timeouts: ownTimeouts })
    },
    append: (entries, token) =>
      session.transaction(async () => undefined, {
        timeouts: ownTimeouts,
        entries,
        ...(token === undefined ? {} : { token }),
      }),
  }
}

/** Values beside the history. */
export function checkpoints(session: Session, project: string): Checkpoints {
  return {
    async read(key) {
      const run = through(session)
      if (!(await isPrepared(run))) return undefined
      const sql = 'SELECT value FROM slipway_checkpoint WHERE project = ? AND key = ?'
      const [row] = await run(sql, [project, key])
      return row === undefined ? undefined : (JSON.parse(String(row['value'])) as Json)
    },
    async write(open, key, value) {
      const sql = 'INSERT OR REPLACE INTO slipway_checkpoint (project, key, value) VALUES (?, ?, ?)'
      await through(open)(sql, [project, key, JSON.stringify(value)])
    },
    async clear(key) {
      await through(session)('DELETE FROM slipway_checkpoint WHERE project = ? AND key = ?', [project, key])
    },
  }
}
