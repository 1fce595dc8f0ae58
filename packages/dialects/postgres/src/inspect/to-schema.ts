import type { ObjectId, Row, Schema, SchemaObject } from '@slipway/core/plugin'
import { describeGrants, type Privilege } from './grants.ts'
import type { InspectQuery } from './inspect-queries.ts'

/** The rows of each query of an inspection. */
export type InspectRows = Readonly<Record<Exclude<InspectQuery['name'], 'settings'>, readonly Row[]>>

/** An object as the catalog has it, with what refers to it by number resolved to names. */
interface Subject {
  /** The object's own name; '' when nothing is named so. */
  readonly id: ObjectId
  /** The object that it is, or is shown as a part of; '' when none. */
  readonly shown: ObjectId
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const kindOf = (id: ObjectId): string => id.slice(0, id.indexOf(':'))

/** Turns the rows of an inspection into a schema. Pure; the order of rows does not matter. */
export function toSchema(rows: InspectRows): Schema {
  const found = [...rows.relations, ...rows.others]
  const subjects = readSubjects(found)
  const needs = readDependencies(found, rows.dependencies, subjects)
  const objects: [ObjectId, SchemaObject][] = []
  const add = (id: ObjectId, definition: string, dependsOn: readonly ObjectId[], cosmetic?: string): void => {
    objects.push([id, { kind: kindOf(id), definition, dependsOn, ...(cosmetic ? { cosmetic } : {}) }])
  }

  for (const row of found) {
    if (row['part_of'] !== null) continue
    const id = text(row['id'])
    add(id, text(row['definition']), [...(needs.get(id) ?? [])].sort(byCode), text(row['cosmetic']))
  }
  addAccess(rows.access, subjects, add)
  return { dialect: 'postgres', objects: Object.fromEntries(objects.sort(([a], [b]) => byCode(a, b))) }
}

function readSubjects(found: readonly Row[]): ReadonlyMap<string, Subject> {
  const subjects = new Map<string, Subject>()
  for (const row of found) {
    const id = text(row['id'])
    subjects.set(text(row['address']), { id, shown: row['part_of'] === null ? id : text(row['part_of']) })
  }
  return subjects
}

function readDependencies(
  found: readonly Row[],
  dependencies: readonly Row[],
  subjects: ReadonlyMap<string, Subject>,
): ReadonlyMap<ObjectId, ReadonlySet<ObjectId>> {
  const needs = new Map<ObjectId, Set<ObjectId>>()
  const parents = new Map<ObjectId, ObjectId>()
  const extensionOf = new Map<string, string>()
  for (const row of dependencies) if (row['member'] === true) extensionOf.set(text(row['address']), text(row['needs']))

  const shownAs = (address: string): ObjectId | undefined =>
    subjects.get(address)?.shown ?? subjects.get(extensionOf.get(address) ?? '')?.shown
  const resolve = (address: string): ObjectId =>
    shownAs(address) ?? shownAs(address.split('/').slice(0, 2).join('/')) ?? ''
  const need = (id: ObjectId, needed: ObjectId): void => {
    // A table's own columns are not what must exist before it, though the server says so of a partition key.
    if (id === '' || needed === '' || needed === id || parents.get(needed) === id) return
    const set = needs.get(id)
    if (set) set.add(needed)
    else needs.set(id, new Set([needed]))
  }

  for (const row of found) {
    if (row['part_of'] === null && row['parent'] !== null) parents.set(text(row['id']), resolve(text(row['parent'])))
  }
  for (const [id, parent] of parents) need(id, parent)
  for (const row of dependencies) {
    if (row['member'] === true) continue
    const needed = resolve(text(row['needs']))
    const subject = subjects.get(text(row['address']))
    // What is shown as a part of another is in that one's schema already.
    const isPart = subject === undefined || subject.id !== subject.shown
    if (!isPart || !needed.startsWith('schema:')) need(resolve(text(row['address'])), needed)
  }
  return needs
}

function addAccess(
  access: readonly Row[],
  subjects: ReadonlyMap<string, Subject>,
  add: (id: ObjectId, definition: string, dependsOn: readonly ObjectId[]) => void,
): void {
  const privileges = new Map<Subject, Privilege[]>()
  for (const row of access) {
    const subject = subjects.get(text(row['address']))
    if (subject === undefined || subject.id === '') continue
    const { id, shown } = subject
    if (row['fact'] === 'comment') add(`comment:${id}`, text(row['value']), [shown])
    else if (row['fact'] === 'owner') {
      if (id === shown) add(`owner:${id}`, text(row['role']), [shown])
    } else {
      const all = privileges.get(subject) ?? []
      all.push({
        role: text(row['role']),
        privilege: text(row['value']),
        grantable: row['grantable'] === true,
        standard: row['fact'] === 'standard',
      })
      privileges.set(subject, all)
    }
  }
  for (const [{ id, shown }, held] of privileges) {
    for (const [role, definition] of describeGrants(held)) {
      const prefix = id.startsWith('default-privileges:') ? '' : 'grant:'
      add(`${prefix}${id}:${role}`, definition, shown === '' ? [] : [shown])
    }
  }
}
