import { SlipwayError, type Dialect, type ServerFacts, type Statement } from '@slipway/core'
import type { Agenda } from './agenda.ts'

/** Throws `SW-SCOPE`, naming every statement that would reach beyond the scratch database. */
export function refuseWider(
  { replay, sequence }: Agenda,
  seeds: readonly Statement[],
  dialect: Dialect,
  server: ServerFacts,
): void {
  const migrations = sequence.map(({ migration }) => migration)
  const steps = [
    ...seeds,
    ...replay.flatMap(({ up }) => up),
    ...migrations.flatMap(({ up, down }) => [...up, ...(down ?? [])]),
  ]
  const statements = steps.flatMap((step) => ('text' in step ? [step] : []))
  const wider = statements.filter(
    (statement) => dialect.analyze(statement, { server, preceding: [] }).scope === 'wider',
  )
  const [first] = wider
  if (!first) return
  const lines = wider.map(({ text, at }) => `${at ? `${at.file}:${at.line}  ` : ''}${firstLine(text)}`)
  throw new SlipwayError(
    'SW-SCOPE',
    `A rehearsal cannot leave its scratch database, and ${wider.length === 1 ? 'a statement' : `${wider.length} statements`} would:\n  ${lines.join('\n  ')}\nNothing was run.`,
    {
      hint: 'Keep what concerns the whole server (roles, other databases, settings) out of migrations, or run it by hand where it belongs.',
      details: {
        statements: wider.map(({ text }) => firstLine(text)),
        ...(first.at && { file: first.at.file, line: first.at.line }),
      },
    },
  )
}

/** A statement's verb and what it is about; never a literal, which may be a password. */
function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? ''
  const quote = line.search(/['$]/)
  return quote === -1 ? line : `${line.slice(0, quote).trimEnd()} …`
}
