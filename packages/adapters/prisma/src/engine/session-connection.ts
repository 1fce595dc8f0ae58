import type { ColumnType, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type { Json, Session } from '@slipway/core/plugin'
import { columnTypes } from './column-types.ts'
import type { Connection } from './connection.ts'

interface Field {
  readonly name: string
  readonly dataTypeID: number
}

// By PostgreSQL's numbers of types (pg_type.dat): those of its catalog and of Prisma's table. Everything else is text.
function typeOf(oid: number, types: typeof ColumnTypeEnum): ColumnType {
  const known: Readonly<Record<number, ColumnType>> = {
    16: types.Boolean,
    18: types.Character,
    20: types.Int64,
    21: types.Int32,
    23: types.Int32,
    26: types.Int64,
    1002: types.TextArray,
    1003: types.TextArray,
    1005: types.Int32Array,
    1007: types.Int32Array,
    1009: types.TextArray,
    1016: types.Int64Array,
    1028: types.Int64Array,
    1184: types.DateTime,
  }
  return known[oid] ?? types.Text
}

function valueOf(value: unknown, type: ColumnType, types: typeof ColumnTypeEnum): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value))
    return value.map((each) => valueOf(each, type === types.Int64Array ? types.Int64 : type, types))
  if (value instanceof Date) return value.toISOString().replace('Z', '+00:00')
  return type === types.Int64 || type === types.Text || type === types.Character ? String(value) : value
}

/** Lets the engine read through a session of PostgreSQL or PGlite, whose clients say what type a column has. */
export function sessionConnection(session: Session): Connection {
  return {
    executeRaw: async ({ sql, args }) =>
      (await session.execute({ text: sql, params: args as readonly Json[] })).affected ?? 0,
    async queryRaw({ sql, args }) {
      const types = await columnTypes()
      const { rows, native } = await session.execute({ text: sql, params: args as readonly Json[] })
      const { fields } = native as { readonly fields: readonly Field[] }
      const kinds = fields.map(({ dataTypeID }) => typeOf(dataTypeID, types))
      return {
        columnNames: fields.map(({ name }) => name),
        columnTypes: kinds,
        rows: rows.map((row) => fields.map(({ name }, index) => valueOf(row[name], kinds[index] ?? types.Text, types))),
      }
    },
  }
}
