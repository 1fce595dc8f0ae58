import type { ObjectId, Schema } from '@slipway/core/plugin'
import { lastName, namesOf, objectId } from '../names/object-id.ts'

/** A named part of a table as the schema has it. */
export interface Part {
  readonly name: string
  readonly definition: string
  /** The columns it stands on, as the schema writes them. */
  readonly columns: readonly string[]
}

/** A table just before a statement, with everything on it. */
export interface BeforeTable {
  readonly name: string
  readonly id: ObjectId
  /** `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 …`, partitions included. */
  readonly options: string
  readonly periods: readonly string[]
  /** In their order. */
  readonly columns: readonly Part[]
  readonly indexes: readonly Part[]
  /** The primary key, foreign keys and checks. */
  readonly constraints: readonly Part[]
}

const same = (one: string, two: string): boolean => one.toLowerCase() === two.toLowerCase()

/** Finds a part by its name: columns, indexes and constraints are told apart whatever the case of their letters. */
export function named(parts: readonly Part[], name: string): Part | undefined {
  return parts.find((part) => part.name === name) ?? parts.find((part) => same(part.name, name))
}

export function hasColumn(part: Part, column: string): boolean {
  return part.columns.some((one) => same(one, column))
}

/** The id of an object in the schema: by its very name, or else by the only one that differs in case. */
export function spelledId(schema: Schema, kind: string, name: string): ObjectId | undefined {
  const exact = objectId(kind, name)
  if (schema.objects[exact] !== undefined) return exact
  const folded = Object.keys(schema.objects).filter((id) => id.startsWith(`${kind}:`) && same(lastName(id), name))
  return folded.length === 1 ? folded[0] : undefined
}

const position = (cosmetic: string | undefined): number => Number(/^position (\d+)/.exec(cosmetic ?? '')?.[1] ?? 0)

export function beforeTable(schema: Schema, table: string): BeforeTable | undefined {
  const id = spelledId(schema, 'table', table)
  const object = id === undefined ? undefined : schema.objects[id]
  if (id === undefined || object === undefined) return undefined
  const name = lastName(id)
  const parts = (kind: string): readonly Part[] =>
    Object.entries(schema.objects)
      .filter(([one, { kind: its }]) => its === kind && namesOf(one)[0] === name)
      .sort(([, a], [, b]) => position(a.cosmetic) - position(b.cosmetic))
      .map(([one, { definition, dependsOn }]) => ({
        name: lastName(one),
        definition,
        columns: dependsOn
          .filter((needed) => needed.startsWith('column:') && namesOf(needed)[0] === name)
          .map((needed) => lastName(needed)),
      }))
  const body = /^TABLE ((?:PERIOD FOR [^(]+\([^)]*\) )*)([^]*)$/.exec(object.definition)
  return {
    name,
    id,
    options: body?.[2] ?? '',
    periods: [...(body?.[1] ?? '').matchAll(/PERIOD FOR [^(]+\([^)]*\)/g)].map((match) => match[0]),
    columns: parts('column'),
    indexes: parts('index'),
    constraints: parts('constraint'),
  }
}

export const primaryKey = (table: BeforeTable): Part | undefined =>
  table.constraints.find(({ definition }) => definition.startsWith('PRIMARY KEY'))

export const foreignKeys = (table: BeforeTable): readonly Part[] =>
  table.constraints.filter(({ definition }) => definition.startsWith('FOREIGN KEY'))

/** The options of a table without its partitions, and those. */
export function splitOptions(options: string): readonly [plain: string, partitions: string] {
  const at = options.search(/ ?\bPARTITION BY /)
  return at < 0 ? [options, ''] : [options.slice(0, at), options.slice(at).trim()]
}
