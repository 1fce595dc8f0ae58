import { postgresValue } from './postgres-values.ts'
import type { Speech } from './speech.ts'

/** What the client answers. */
interface Answer {
  readonly command?: string
  readonly rowCount?: number | null
  readonly affectedRows?: number
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** What a driver of PostgreSQL parses values with; the project's own, so that its parsers hold. */
interface Parsers {
  getTypeParser(oid: number): (text: string) => unknown
}

const int8 = 20

/** Speaks as `pg` does. */
export function speakPostgres(driver: unknown): Speech {
  const types = (driver as { readonly types?: Parsers } | undefined)?.types
  // Slipway reads whole numbers of 64 bits as numbers; the client hands out their text.
  const whole = types?.getTypeParser(int8) ?? String

  const toClient = (answer: Answer, sql: string, asArrays: boolean): unknown => {
    const numbers = answer.fields.filter(({ dataTypeID }) => dataTypeID === int8).map(({ name }) => name)
    const rows = answer.rows.map((row) => {
      const changed = Object.fromEntries(
        numbers.map((name) => [name, row[name] === null ? null : whole(String(row[name]))]),
      )
      const parsed: Readonly<Record<string, unknown>> = { ...row, ...changed }
      return asArrays ? answer.fields.map(({ name }) => parsed[name]) : parsed
    })
    const command = answer.command ?? /^[\s(]*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? ''
    return Object.assign(answer, { command, rowCount: answer.rowCount ?? answer.affectedRows ?? null, rows })
  }

  return {
    async send({ session, options }, { sql, values, asArrays }) {
      const params = values.map(postgresValue)
      const { native, rows } = await session.execute({ text: sql, params }, options)
      if (Array.isArray(native)) return [(native as Answer[]).map((answer) => toClient(answer, sql, asArrays))]
      return [toClient((native as Answer | undefined) ?? { rows, fields: [] }, sql, asArrays)]
    },
    error: (message, { sqlstate, position }) =>
      Object.assign(new Error(message), {
        severity: 'ERROR',
        ...(sqlstate !== undefined && { code: sqlstate }),
        ...(position !== undefined && { position: String(position) }),
      }),
  }
}
