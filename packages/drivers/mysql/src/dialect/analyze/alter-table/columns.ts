import type { Hazard, ObjectId } from '@slipway/core/plugin'
import { sqlName } from '../../names/object-id.ts'
import { readColumn } from '../../read/columns.ts'
import { cursorOf } from '../../read/cursor.ts'
import type { ColumnDefinition } from '../../read/definitions.ts'
import { ReadError } from '../../tokens/read-error.ts'
import { hazard } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { found, isNew } from '../scope.ts'

/** A column as it is before the statement: from the plan's own text, or from the schema. */
export function columnBefore(scope: Scope, id: ObjectId): ColumnDefinition | undefined {
  const known = scope.known.columns.get(id)
  if (known !== undefined) return known ?? undefined
  const definition = found(scope, id)?.definition
  if (definition === undefined) return undefined
  try {
    return readColumn(cursorOf(definition, scope.syntax, undefined), '')
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

interface Shape {
  readonly base: string
  readonly numbers: readonly number[]
  readonly unsigned: boolean
}

function shapeOf(type: string): Shape {
  const match = /^([a-z ]+?)(?:\(([^)]*)\))?((?: [a-z]+)*)$/.exec(type)
  const numbers = (match?.[2] ?? '').split(',').map(Number)
  return { base: match?.[1]?.trim() ?? type, numbers, unsigned: /\bunsigned\b/.test(type) }
}

const integers: readonly string[] = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint']
const texts: readonly string[] = ['tinytext', 'text', 'mediumtext', 'longtext']
const blobs: readonly string[] = ['tinyblob', 'blob', 'mediumblob', 'longblob']

/** True when every value of the one type is a value of the other, so that nothing is lost on the way. */
export function holdsAll(from: string, to: string): boolean {
  if (from === to) return true
  if (/^(enum|set)\(/.test(from)) return labels(from).every((label, index) => labels(to)[index] === label)
  const [one, two] = [shapeOf(from), shapeOf(to)]
  if (integers.includes(one.base) && integers.includes(two.base)) {
    const wider = integers.indexOf(two.base) - integers.indexOf(one.base)
    return one.unsigned === two.unsigned ? wider >= 0 : one.unsigned && wider > 0
  }
  const sized = one.numbers[0] ?? 0
  const size = two.numbers[0] ?? 0
  if (one.base === two.base && /^(varchar|varbinary)$/.test(one.base)) return size >= sized
  // A CHAR gives up the spaces at the end of a VARCHAR.
  if (one.base === 'char' && /^(char|varchar)$/.test(two.base)) return size >= sized
  if (one.base === 'decimal' && two.base === 'decimal') {
    const [scale = 0, room = 0] = [one.numbers[1], two.numbers[1]]
    return room >= scale && size - room >= sized - scale && one.unsigned === two.unsigned
  }
  if (/^(datetime|timestamp|time)$/.test(one.base) && one.base === two.base) return size >= sized
  if (one.base === 'varchar' && texts.includes(two.base)) return two.base !== 'tinytext' || sized <= 63
  for (const family of [texts, blobs]) {
    if (family.includes(one.base) && family.includes(two.base))
      return family.indexOf(two.base) >= family.indexOf(one.base)
  }
  return one.base === 'float' && two.base === 'double'
}

/** The labels of an ENUM or SET, as written. */
export function labels(type: string): readonly string[] {
  return [...type.matchAll(/'(?:[^'\\]|''|\\[^])*'/g)].map(([label]) => label)
}

/** What MODIFY and CHANGE do to the values of a column. */
export function converted(
  id: ObjectId,
  to: ColumnDefinition,
  scope: Scope,
): { readonly data?: 'changes'; readonly hazards?: readonly Hazard[] } {
  if (isNew(scope, id)) return {}
  const from = columnBefore(scope, id)
  if (from !== undefined && holdsAll(from.type, to.type)) return {}
  const message = `The values of ${sqlName(id)} are converted to ${to.type}, and converting back need not give the same values.`
  return { data: 'changes', hazards: [hazard('SW-DATA-CHANGE', 'inform', message, id)] }
}
