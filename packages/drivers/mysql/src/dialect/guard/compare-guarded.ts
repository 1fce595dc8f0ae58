import type { ObjectId, Schema } from '@slipway/core/plugin'
import type { Comparison } from '../analyze/guards.ts'
import { namesOf } from '../names/object-id.ts'
import type { ColumnDefinition, IndexDefinition } from '../read/definitions.ts'
import type { CreateTable, Parsed } from '../read/parsed.ts'
import { beforeTable, named, primaryKey, type BeforeTable } from '../reverse/before-table.ts'
import { keyColumns } from '../reverse/key-columns.ts'
import { isSameType } from './same-type.ts'

interface Findings {
  readonly differences: string[]
  doubts: number
}

function verdict({ differences, doubts }: Findings): Comparison {
  if (differences.length > 0) return { verdict: 'differs', differences }
  return { verdict: doubts > 0 ? 'unsure' : 'noop' }
}

/** Compares what a guarded CREATE would make with what is there; a certain difference outweighs a doubt. */
export function compareGuarded(parsed: Parsed, id: ObjectId, schema: Schema): Comparison {
  const table = beforeTable(schema, namesOf(id)[0] ?? '')
  if (table === undefined) return { verdict: 'unsure' }
  if (parsed.kind === 'create table') return compareTable(parsed, table)
  if (parsed.kind === 'create index') {
    const findings: Findings = { differences: [], doubts: 0 }
    compareIndex(parsed.index, table, findings)
    return verdict(findings)
  }
  return { verdict: 'unsure' }
}

function compareTable(parsed: CreateTable, table: BeforeTable): Comparison {
  if (parsed.like !== undefined || parsed.select !== undefined) return { verdict: 'unsure' }
  const findings: Findings = { differences: [], doubts: 0 }
  const keyed = new Set(
    parsed.indexes
      .filter(({ kind }) => kind === 'primary')
      .flatMap(({ columns }) => columns.map((name) => name.toLowerCase())),
  )
  for (const column of parsed.columns) compareColumn(column, keyed.has(column.name.toLowerCase()), table, findings)
  for (const { name } of table.columns) {
    const meant = parsed.columns.some((column) => column.name.toLowerCase() === name.toLowerCase())
    if (!meant) findings.differences.push(`it has a column ${name} that is not meant`)
  }
  for (const index of parsed.indexes) compareIndex(index, table, findings)
  compareRest(parsed, table, findings)
  return verdict(findings)
}

/** Options, checks, foreign keys and partitions are not compared; where there are any, nothing is certain. */
function compareRest(parsed: CreateTable, table: BeforeTable, findings: Findings): void {
  const engine = /ENGINE=(\w+)/.exec(table.options)?.[1]
  const meant = parsed.options['engine']
  if (meant !== undefined && engine !== undefined && meant.toLowerCase() !== engine.toLowerCase())
    findings.differences.push(`its engine is ${engine}, meant is ${meant}`)
  const keys = [
    ...parsed.foreignKeys,
    ...parsed.checks,
    ...parsed.columns.filter(({ check, references }) => check ?? references),
  ]
  const others = Object.keys(parsed.options).filter((name) => name !== 'engine' && name !== 'auto_increment')
  const primary = primaryKey(table) === undefined ? 0 : 1
  if (keys.length > 0 || others.length > 0 || parsed.partitioned || table.constraints.length > primary)
    findings.doubts++
  const inline = parsed.columns.filter(({ key }) => key !== undefined && key !== 'primary').length
  const indexes = parsed.indexes.filter(({ kind }) => kind !== 'primary').length
  if (indexes + inline < table.indexes.length) findings.doubts++
}

function compareColumn(meant: ColumnDefinition, keyed: boolean, table: BeforeTable, findings: Findings): void {
  const found = named(table.columns, meant.name)
  if (found === undefined) return void findings.differences.push(`it has no column ${meant.name}`)
  const say = (text: string): void => void findings.differences.push(`column ${found.name}: ${text}`)
  const same = isSameType(meant.type, found.definition)
  if (same === undefined) findings.doubts++
  else if (!same) say(`it is ${found.definition}, meant is ${meant.type}`)
  const primary = keyed || meant.key === 'primary'
  if (primary && primaryKey(table)?.columns.includes(found.name) !== true) say('it is not in the primary key')
  const notNull = / NOT NULL\b/.test(found.definition)
  const wanted = primary || meant.nullable === false
  if (notNull !== wanted) say(notNull ? 'it is NOT NULL, meant is nullable' : 'it is nullable, meant is NOT NULL')
  if (meant.autoIncrement !== / AUTO_INCREMENT\b/.test(found.definition))
    say(meant.autoIncrement ? 'it is not AUTO_INCREMENT' : 'it is AUTO_INCREMENT')
  const defaults = / DEFAULT (?!NULL\b)/.test(found.definition)
  const plain = meant.default === undefined || /^null$/i.test(meant.default)
  if (plain && defaults) say('it has a default, meant is none')
  else if (!plain && !defaults) say('it has no default')
  else if (!plain) findings.doubts++
  if (meant.generated ?? meant.onUpdate ?? meant.comment ?? meant.charset ?? meant.collation) findings.doubts++
}

function compareIndex(meant: IndexDefinition, table: BeforeTable, findings: Findings): void {
  if (meant.kind === 'primary') {
    const key = primaryKey(table)
    const columns = key === undefined ? [] : keyColumns(key.definition)
    const same = columns.join().toLowerCase() === meant.columns.join().toLowerCase()
    if (!same) findings.differences.push(`its primary key is (${columns.join(', ')})`)
    return
  }
  if (meant.name === undefined) return void findings.doubts++
  const found = named(table.indexes, meant.name)
  if (found === undefined) return void findings.differences.push(`it has no index ${meant.name}`)
  const unique = found.definition.startsWith('UNIQUE ')
  const columns = keyColumns(found.definition)
  if (unique !== (meant.kind === 'unique'))
    findings.differences.push(`index ${found.name} is ${unique ? '' : 'not '}unique`)
  const plain = meant.parts.every((part, at) => part.replaceAll('`', '') === meant.columns[at])
  if (!plain || columns.includes(undefined)) findings.doubts++
  else if (columns.join().toLowerCase() !== meant.columns.join().toLowerCase())
    findings.differences.push(`index ${found.name} is on (${columns.join(', ')})`)
}
