import type { ObjectId } from '@slipway/core/plugin'
import { databaseId, shapeId } from '../../inspect/ids.ts'
import { objectId } from '../names/object-id.ts'
import type { AlterClause } from '../read/alter-clause.ts'
import type { Name, Parsed } from '../read/parsed.ts'

/** What leaves no trace in the catalog and does harm when it is done twice. */
function isTraceless(clause: AlterClause): boolean {
  if (clause.kind === 'tablespace') return true
  return clause.kind === 'partition' && /^(?:truncate|discard|import|exchange)$/.test(clause.operation)
}

const withShape = ({ name }: Name): readonly ObjectId[] => [objectId('table', name), shapeId(name)]

function namesIn(parsed: Parsed): readonly Name[] {
  switch (parsed.kind) {
    case 'create table':
    case 'create index':
    case 'drop index':
      return [parsed.table]
    case 'alter table':
      return [parsed.table, ...parsed.clauses.flatMap((clause) => (clause.kind === 'rename to' ? [clause.to] : []))]
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

/**
 * The objects whose definitions tell whether a statement took effect; none for one that the catalog cannot tell about. What
 * lies in another database is not looked at.
 */
export function probedObjects(parsed: Parsed): readonly ObjectId[] {
  const names = namesIn(parsed)
  if (names.some(({ database }) => database !== undefined)) return []
  switch (parsed.kind) {
    case 'create table':
      return parsed.temporary ? [] : withShape(parsed.table)
    case 'create index':
    case 'drop index':
      return withShape(parsed.table)
    case 'alter table':
      return parsed.clauses.some(isTraceless) ? [] : [...new Set(names.flatMap(withShape))]
    case 'drop':
      return parsed.temporary ? [] : names.map(({ name }) => objectId(parsed.what, name))
    case 'rename table':
      return [...new Set(names.flatMap((name) => [...withShape(name), objectId('view', name.name)]))]
    case 'create':
    case 'alter':
      return names.map(({ name }) => objectId(parsed.what, name))
    case 'other':
      return parsed.verb === 'alter database' ? [databaseId] : []
    default:
      return []
  }
}

/** What the way back of a change of one table is made from: the table without its triggers. `undefined` for other statements. */
export function alteredTable(parsed: Parsed): readonly ObjectId[] | undefined {
  switch (parsed.kind) {
    case 'create index':
    case 'drop index':
    case 'alter table':
      return parsed.table.database === undefined ? [shapeId(parsed.table.name)] : undefined
    default:
      return undefined
  }
}

/** Whether a look at the catalog tells if an interrupted statement took effect. */
export function isProbed(parsed: Parsed): boolean {
  return probedObjects(parsed).length > 0
}
