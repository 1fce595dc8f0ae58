import type { Ailment, Session } from '@slipway/core/plugin'

const text = `
SELECT datname::text AS name, (SELECT count(*) FROM pg_stat_activity a WHERE a.datname = d.datname)::int AS sessions
FROM pg_database d
WHERE datname ~ '^slipway_scratch_[0-9a-z_]+$' AND datname <> current_database()
ORDER BY datname`

/** Scratch databases on the server: of a rehearsal that runs, that was told to keep its own, or that was killed. */
export async function leftoversOf(session: Session): Promise<readonly Ailment[]> {
  const { rows } = await session.execute({ text })
  return rows.map((row) => {
    const name = String(row['name'])
    const sessions = Number(row['sessions'])
    return {
      object: `database:${name}`,
      message: `scratch of a rehearsal, ${sessions === 0 ? 'nobody is connected to it' : `${sessions} connected to it`}`,
      cure: `If no rehearsal runs and nobody kept it: DROP DATABASE ${name}; DROP ROLE ${name}`,
    }
  })
}
