import type { ObjectId, Row, Schema, SchemaObject } from '@slipway/core/plugin'
import { describeGrants, type Privilege } from './grants.ts'

/** An object as the catalog has it, with what refers to it by number resolved to names. */
interface Subject {
  /** The object's own name; '' when nothing is named so. */
  readonly id: ObjectId
  /** The object that it is, or is shown as a part of; '' when none. */
  readonly shown: ObjectId
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const kindOf = (id: ObjectId): string => id.slice(0, id.indexOf(':'))

/**
 * Turns the rows of an inspection into a schema. Pure; the order of rows does not matter. An object that is what it was
 * `before` is the very same: who keeps many schemas of a database keeps what they have in common once.
 */
export function toSchema(rows: readonly Row[], before?: Schema): Schema {
  const { found, access, dependencies, extensionOf } = sortOut(rows)
  const subjects = readSubjects(found)
  const needs = readDependencies(found, dependencies, subjects, extensionOf)
  const made = new Map<ObjectId, SchemaObject>()
  const add = (id: ObjectId, definition: string, dependsOn: readonly ObjectId[], cosmetic = ''): void => {
    const known = before?.objects[id]
    if (known !== undefined && isSame(known, definition, dependsOn, cosmetic)) made.set(id, known)
    else {
      const kind = kindOf(id)
      made.set(id, cosmetic === '' ? { kind, definition, dependsOn } : { kind, definition, dependsOn, cosmetic })
    }
  }

  for (const row of found) {
    if (row['part_of'] !== null) continue
    const id = text(row['id'])
    add(id, text(row['definition']), needs.get(id)?.sort() ?? [], text(row['cosmetic']))
  }
  addAccess(access, subjects, add)
  const objects: Record<ObjectId, SchemaObject> = {}
  // Without a function of ours, by code units.
  for (const id of [...made.keys()].sort()) objects[id] = made.get(id) as SchemaObject
  return { dialect: 'postgres', objects }
}

function isSame(known: SchemaObject, definition: string, dependsOn: readonly ObjectId[], cosmetic: string): boolean {
  return (
    known.definition === definition &&
    (known.cosmetic ?? '') === cosmetic &&
    known.dependsOn.length === dependsOn.length &&
    known.dependsOn.every((id, index) => id === dependsOn[index])
  )
}

interface Sorted {
  readonly found: readonly Row[]
  readonly access: readonly Row[]
  readonly dependencies: readonly Row[]
  /** By addresses. */
  readonly extensionOf: ReadonlyMap<string, string>
}

function sortOut(rows: readonly Row[]): Sorted {
  const [found, access, dependencies]: [Row[], Row[], Row[]] = [[], [], []]
  const extensionOf = new Map<string, string>()
  for (const row of rows) {
    const { fact } = row
    if (fact === 'object') found.push(row)
    else if (fact === 'needs') dependencies.push(row)
    else if (fact === 'member') extensionOf.set(text(row['address']), text(row['id']))
    else if (fact !== 'rare') access.push(row)
  }
  return { found, access, dependencies, extensionOf }
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
  extensionOf: ReadonlyMap<string, string>,
): ReadonlyMap<ObjectId, ObjectId[]> {
  const needs = new Map<ObjectId, ObjectId[]>()
  const parents = new Map<ObjectId, ObjectId>()

  const shownAs = (address: string): ObjectId | undefined =>
    subjects.get(address)?.shown ?? subjects.get(extensionOf.get(address) ?? '')?.shown
  const resolve = (address: string): ObjectId =>
    shownAs(address) ?? shownAs(address.split('/').slice(0, 2).join('/')) ?? ''
  const need = (id: ObjectId, needed: ObjectId): void => {
    // A table's own columns are not what must exist before it, though the server says so of a partition key.
    if (id === '' || needed === '' || needed === id || parents.get(needed) === id) return
    const known = needs.get(id)
    if (known === undefined) needs.set(id, [needed])
    else if (!known.includes(needed)) known.push(needed)
  }

  for (const row of found) {
    if (row['part_of'] === null && row['parent'] !== null) parents.set(text(row['id']), resolve(text(row['parent'])))
  }
  for (const [id, parent] of parents) need(id, parent)
  for (const row of dependencies) {
    const needed = resolve(text(row['id']))
    const address = text(row['address'])
    const subject = subjects.get(address)
    // What is shown as a part of another is in that one's schema already.
    const isPart = subject === undefined || subject.id !== subject.shown
    if (!isPart || !needed.startsWith('schema:')) need(subject?.shown ?? resolve(address), needed)
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
    if (row['fact'] === 'comment') add(`comment:${id}`, text(row['definition']), [shown])
    else if (row['fact'] === 'owner') {
      if (id === shown) add(`owner:${id}`, text(row['id']), [shown])
    } else {
      const all = privileges.get(subject) ?? []
      all.push({
        role: text(row['id']),
        privilege: text(row['definition']),
        grantable: row['cosmetic'] === 'true',
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
