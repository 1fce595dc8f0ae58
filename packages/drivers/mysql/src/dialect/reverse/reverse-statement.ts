import type { Reverse, Schema } from '@slipway/core/plugin'
import { inBackticks } from '../names/quote-identifier.ts'
import type { AlterClause } from '../read/alter-clause.ts'
import type { Name, Other, Parsed } from '../read/parsed.ts'
import type { Flavor } from '../syntax.ts'
import { spelledId } from './before-table.ts'
import { restoreTables } from './restore.ts'
import { all, by, impossible, nothing, undoFrom, type Undo } from './undo.ts'
import { undoAlter, whyNever } from './undo-alter.ts'
import { undoAlterObject, undoCreate, undoDrop } from './undo-program.ts'

/** What reading a statement rests on. */
export interface ReverseContext {
  readonly flavor: Flavor
  /** The connected database. */
  readonly database: string | undefined
  /** The statement itself; without it the worst is assumed of it. */
  readonly text?: string
}

const dropTable = (name: string): Reverse => by([`DROP TABLE ${inBackticks(name)}`])
const fixed = (reverse: Reverse) => (): Reverse => reverse

function namesOf(parsed: Parsed): readonly Name[] {
  switch (parsed.kind) {
    case 'create table':
    case 'alter table':
    case 'create index':
    case 'drop index':
      return [parsed.table]
    case 'drop':
      return parsed.names
    case 'rename table':
      return parsed.pairs.flatMap(({ from, to }) => [from, to])
    case 'create':
    case 'alter':
      return [parsed.name, ...(parsed.to === undefined ? [] : [parsed.to])]
    default:
      return []
  }
}

/** Says how a statement is undone: at once where its text tells, `at-apply` where it takes the schema just before it. */
export function undoOf(parsed: Parsed, context: ReverseContext): Undo {
  const elsewhere = namesOf(parsed).find(({ database }) => database !== undefined)
  if (elsewhere !== undefined)
    return fixed(impossible(`it changes the database ${elsewhere.database}, which is not the connected one`))
  switch (parsed.kind) {
    case 'create table':
      return undoCreateTable(parsed)
    case 'alter table':
      return undoAltering(parsed.table.name, parsed.clauses, context)
    case 'create index':
      return undoAltering(parsed.table.name, createIndexClauses(parsed), context)
    case 'drop index':
      return undoAltering(
        parsed.table.name,
        [{ kind: 'drop index', name: parsed.name, ifExists: parsed.ifExists }],
        context,
      )
    case 'drop':
      return undoDropping(parsed)
    case 'rename table':
      return undoRename(parsed)
    case 'create':
      if (!parsed.orReplace && !parsed.ifNotExists) return fixed(undoCreate(parsed, { dialect: 'mysql', objects: {} }))
      return undoFrom((before) => undoCreate(parsed, before))
    case 'alter':
      return undoFrom((before) => undoAlterObject(parsed, before, context))
    case 'truncate':
      return fixed(impossible('the rows that TRUNCATE takes are not kept'))
    case 'select':
      return fixed(parsed.intoFile ? impossible('a file on the server is not taken away') : nothing)
    case 'set':
      return fixed(undoSet(parsed.assignments))
    case 'insert':
    case 'replace':
    case 'update':
    case 'delete':
    case 'load data':
      return fixed(impossible('what the rows were is not kept'))
    case 'other':
      return undoOther(parsed, context)
  }
}

function undoCreateTable({
  table,
  temporary,
  orReplace,
  ifNotExists,
}: Parsed & { readonly kind: 'create table' }): Undo {
  if (temporary) return fixed(nothing)
  if (!orReplace && !ifNotExists) return fixed(dropTable(table.name))
  return undoFrom((before) => {
    if (spelledId(before, 'table', table.name) === undefined) return dropTable(table.name)
    if (!orReplace) return nothing
    return all([restored([table.name], before), dropTable(table.name)])
  })
}

function restored(names: readonly string[], before: Schema): Reverse {
  const statements = restoreTables(names, before)
  return typeof statements === 'string' ? impossible(statements) : by(statements, 'schema-only')
}

function createIndexClauses({ index, orReplace }: Parsed & { readonly kind: 'create index' }): readonly AlterClause[] {
  const name = index.name
  const replaced: readonly AlterClause[] =
    orReplace && name !== undefined ? [{ kind: 'drop index', name, ifExists: true }] : []
  return [...replaced, { kind: 'add index', index }]
}

function undoAltering(table: string, clauses: readonly AlterClause[], { flavor }: ReverseContext): Undo {
  const why = whyNever(clauses)
  return why === undefined ? undoFrom((before) => undoAlter(table, clauses, before, flavor)) : fixed(impossible(why))
}

function undoDropping(parsed: Parsed & { readonly kind: 'drop' }): Undo {
  const { what, names, temporary } = parsed
  if (temporary) return fixed(nothing)
  if (what !== 'table') return undoFrom((before) => undoDrop({ ...parsed, what }, before))
  return undoFrom((before) =>
    restored(
      names.map(({ name }) => name),
      before,
    ),
  )
}

function undoRename({ pairs, ifExists }: Parsed & { readonly kind: 'rename table' }): Undo {
  const back = (there: (name: string) => boolean): Reverse => {
    const done = pairs.filter(({ from }) => there(from.name))
    const words = done.toReversed().map(({ from, to }) => `${inBackticks(to.name)} TO ${inBackticks(from.name)}`)
    return words.length === 0 ? nothing : by([`RENAME TABLE ${words.join(', ')}`])
  }
  if (!ifExists) return fixed(back(() => true))
  return undoFrom((before) => back((name) => spelledId(before, 'table', name) !== undefined))
}

function undoSet(assignments: readonly { readonly scope: string }[]): Reverse {
  return assignments.some(({ scope }) => scope === 'global')
    ? impossible('it changes the server, not the database')
    : nothing
}

const harmless =
  /^(?:analyze|check|checksum|optimize|repair|flush|show|describe|desc|explain|use|do|help|start|begin|commit|rollback|savepoint|release|lock|unlock|cache|prepare|deallocate|handler|reset)\b/

function undoOther({ verb, names }: Other, { database }: ReverseContext): Undo {
  if (harmless.test(verb)) return fixed(nothing)
  if (verb === 'call' || verb.startsWith('execute') || verb === 'begin not atomic')
    return fixed(impossible('what it does cannot be told from its text'))
  // The name may be left out, and then the first word of what follows stands in its place.
  const own = names.every(
    ({ name }) => name === database || /^(?:default|character|charset|collate|encryption|comment)$/i.test(name),
  )
  if (verb === 'alter database' && own) {
    return undoFrom((before) => {
      const was = before.objects['database:this']?.definition
      return was === undefined
        ? impossible('what the database was set to is not known')
        : by([was.replace(/^/, 'ALTER ')])
    })
  }
  return fixed(impossible(`${verb} has no reverse that could be told from the schema`))
}
