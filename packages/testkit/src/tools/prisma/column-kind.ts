import { ColumnTypeEnum, type ColumnType } from '@prisma/driver-adapter-utils'
import { types } from 'pg'

/** How Prisma is told a column's type, and how PostgreSQL's text form of a value becomes what Prisma expects of it. */
export interface ColumnKind {
  readonly type: ColumnType
  readonly value: (text: string) => unknown
}

const asText = (text: string): string => text
const instant = (text: string): string => new Date(text).toISOString().replace('Z', '+00:00')

const boolean = { type: ColumnTypeEnum.Boolean, value: (text: string) => text === 't' }
const int32 = { type: ColumnTypeEnum.Int32, value: Number }
const int64 = { type: ColumnTypeEnum.Int64, value: asText }
const text = { type: ColumnTypeEnum.Text, value: asText }

// By PostgreSQL's numbers of types (pg_type.dat).
const scalars: Readonly<Record<number, ColumnKind>> = {
  16: boolean,
  18: { type: ColumnTypeEnum.Character, value: asText },
  20: int64,
  21: int32,
  23: int32,
  26: int64,
  114: { type: ColumnTypeEnum.Json, value: asText },
  700: { type: ColumnTypeEnum.Float, value: Number },
  701: { type: ColumnTypeEnum.Double, value: Number },
  1114: { type: ColumnTypeEnum.DateTime, value: (value) => instant(`${value.replace(' ', 'T')}Z`) },
  1184: {
    type: ColumnTypeEnum.DateTime,
    value: (value) => instant(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')),
  },
  1700: { type: ColumnTypeEnum.Numeric, value: asText },
  2950: { type: ColumnTypeEnum.Uuid, value: asText },
  3802: { type: ColumnTypeEnum.Json, value: asText },
}

const arrays: Readonly<Record<number, ColumnKind>> = {
  1000: { ...boolean, type: ColumnTypeEnum.BooleanArray },
  1002: { ...text, type: ColumnTypeEnum.TextArray },
  1003: { ...text, type: ColumnTypeEnum.TextArray },
  1005: { ...int32, type: ColumnTypeEnum.Int32Array },
  1007: { ...int32, type: ColumnTypeEnum.Int32Array },
  1009: { ...text, type: ColumnTypeEnum.TextArray },
  1015: { ...text, type: ColumnTypeEnum.TextArray },
  1016: { ...int64, type: ColumnTypeEnum.Int64Array },
  1028: { ...int64, type: ColumnTypeEnum.Int64Array },
}

// text[]: the client names no number for it.
const textArray = types.getTypeParser(1009 as Parameters<typeof types.getTypeParser>[0], 'text')

/** Of a column with this type number; everything that no query of Prisma Migrate asks for is text. */
export function columnKind(oid: number): ColumnKind {
  const element = arrays[oid]
  if (element === undefined) return scalars[oid] ?? text
  const elements = (value: string): readonly (string | null)[] => textArray(value)
  return {
    type: element.type,
    value: (value) => elements(value).map((each) => (each === null ? null : element.value(each))),
  }
}
