import type { AlterClause } from '../../read/alter-clause.ts'
import type { ColumnDefinition, IndexDefinition } from '../../read/definitions.ts'
import { partOf } from '../scope.ts'
import { changeWay } from './change-way.ts'
import { columnBefore } from './columns.ts'
import type { TableFacts } from './table-facts.ts'
import { becomesPrimary, constraintKind, isEnforced, isIndexed, isReferenced } from './table-facts.ts'
import type { Way } from './way.ts'
import { blocking, brief, copied, indexes, instant, rank, rebuild, unsure } from './way.ts'

/**
 * The best way in which the server carries a clause out by itself. Every rule was measured by asking MySQL 8.0.31 and
 * MariaDB 10.11 for each algorithm and lock in turn; older MySQL follows the table "Online DDL Operations" of its manual.
 */
export function clauseWay(clause: AlterClause, facts: TableFacts): Way {
  if (!facts.innodb) return elsewhere(clause)
  const mariadb = facts.scope.syntax.flavor === 'mariadb'
  switch (clause.kind) {
    case 'add column':
      return addColumn(clause.column, clause.position !== undefined, facts)
    case 'drop column':
      return dropColumn(clause.name, facts)
    case 'modify column':
      return changeWay(facts, clause.column.name, clause.column, clause.position)
    case 'change column': {
      const change = changeWay(facts, clause.name, clause.column, clause.position)
      const same = clause.name.toLowerCase() === clause.column.name.toLowerCase()
      return same ? change : worse(change, renameColumn(clause.name, facts))
    }
    case 'rename column':
      return renameColumn(clause.name, facts)
    case 'set default':
    case 'drop default':
    case 'column visibility':
      return instant()
    case 'add index':
      return addIndex(clause.index, facts)
    case 'drop index':
      return brief(mariadb ? 'NOCOPY' : 'INPLACE', `index ${clause.name} goes`)
    case 'rename index':
    case 'index visibility':
      return mariadb ? instant() : brief('INPLACE', `index ${clause.name} changes`)
    case 'drop primary key':
      return copied('the rows lose the key that they are kept by')
    case 'add foreign key':
      if (facts.foreignKeyChecks) return copied('every row is checked against the foreign key')
      return brief(mariadb ? 'NOCOPY' : 'INPLACE', 'a foreign key is added')
    case 'drop foreign key':
      return mariadb ? instant() : brief('INPLACE', `foreign key ${clause.name} goes`)
    case 'add check':
      return clause.check.enforced ? copied('every row is checked') : instant()
    case 'drop constraint':
      return dropConstraint(clause.name, clause.check, facts)
    case 'enforce':
      return clause.enforced && !isEnforced(facts, clause.name) ? copied('every row is checked') : instant()
    case 'rename to':
    case 'keys':
      return instant()
    case 'convert':
      return unsure(copied('every text is written in another charset'))
    case 'option':
      return option(clause.name, clause.value, facts)
    case 'order by':
      return copied('the rows are put in another order')
    case 'force':
      return rebuild('FORCE writes the table anew')
    case 'partition':
      return partition(clause.operation)
    case 'system versioning':
    case 'period':
      return unsure(copied('rows get a history'))
    default:
      return unsure(copied('what this clause takes is not known from here'))
  }
}

/** Engines other than InnoDB change the catalog alone, or copy. */
function elsewhere(clause: AlterClause): Way {
  const light = ['rename to', 'rename column', 'set default', 'drop default', 'index visibility', 'keys']
  if (light.includes(clause.kind)) return instant()
  if (clause.kind === 'option' && clause.name === 'comment') return instant()
  // MariaDB takes ALGORITHM=INSTANT here, and copies all the same.
  if (clause.kind === 'option' && clause.name === 'engine') return unsure(copied(`its rows go to ${clause.value}`))
  return copied('its engine knows no other way')
}

function worse(one: Way, two: Way): Way {
  return rank(two.algorithm) > rank(one.algorithm) ? two : one
}

/** True for a default that is the same for every row: the catalog keeps it, and no row is written. */
function isPlainDefault(text: string | undefined, mariadb: boolean): boolean {
  if (text === undefined) return true
  const value = text.trim().replace(/\s+/g, ' ')
  if (/^(current_timestamp|now|localtime|localtimestamp|current_date|curdate|current_time)\b/i.test(value)) return true
  if (!value.startsWith('(') && !/^[a-z_]\w*\s*\(/i.test(value)) return true
  return mariadb && !/[a-z_]\w*\s*\(/i.test(value)
}

function addColumn(column: ColumnDefinition, placed: boolean, facts: TableFacts): Way {
  const { name } = column
  const { flavor, version } = facts.scope.syntax
  const mariadb = flavor === 'mariadb'
  if (column.generated?.stored === true) return copied(`${name} is STORED, so it is computed for every row`)
  if (column.autoIncrement) return blocking('INPLACE', `${name} is AUTO_INCREMENT, so every row gets a number`, true)
  if (column.generated !== undefined)
    return facts.virtual && placed && mariadb ? copied(`${name} is put between others`) : instant()
  if (column.check !== undefined && !mariadb) return copied(`the CHECK of ${name} is checked for every row`)
  if (!isPlainDefault(column.default, mariadb)) return copied(`the default of ${name} is computed for every row`)
  if (column.key !== undefined) return rebuild(`${name} comes with a key`)
  if (mariadb && placed && facts.virtual)
    return copied(`${name} is put between others, in a table with VIRTUAL columns`)
  if (!mariadb && (version < 80_012 || (placed && version < 80_029))) return rebuild(`${name} is put between others`)
  return orRebuilt(facts)
}

/** Adding and dropping columns is instant, but for tables kept in ways that know no versions of rows. */
function orRebuilt(facts: TableFacts): Way {
  if (facts.compressed) return rebuild('its rows are compressed')
  if (facts.fulltext) return rebuild('it has a full-text index')
  const { flavor, version } = facts.scope.syntax
  const limit = version >= 90_100 ? 255 : 64
  if (flavor !== 'mariadb' && facts.rowVersions >= limit) {
    return rebuild(`it has had its ${limit} instant changes`)
  }
  return instant(true)
}

function dropColumn(name: string, facts: TableFacts): Way {
  const { flavor, version } = facts.scope.syntax
  const mariadb = flavor === 'mariadb'
  const before = columnBefore(facts.scope, partOf(facts.scope, 'column', facts.table, name))
  if (before?.generated !== undefined && !before.generated.stored && !isIndexed(facts, name)) return instant()
  if (isIndexed(facts, name)) {
    if (mariadb)
      return facts.compressed || facts.fulltext
        ? unsure(orRebuilt(facts))
        : brief('NOCOPY', `an index stands on ${name}`)
    if (facts.virtual) return copied(`an index stands on ${name}, in a table with VIRTUAL columns`)
    const way = rebuild(`an index stands on ${name}`)
    return facts.fulltext ? unsure(way) : way
  }
  if (!mariadb && version < 80_029) return rebuild(`${name} is taken out of every row`)
  const way = orRebuilt(facts)
  return facts.known ? way : unsure(way)
}

function renameColumn(name: string, facts: TableFacts): Way {
  const { flavor, version } = facts.scope.syntax
  if (flavor === 'mariadb') return instant()
  if (version < 80_028) return brief('INPLACE', `${name} gets another name`)
  return isReferenced(facts, name) ? brief('INPLACE', `a foreign key points at ${name}`) : instant()
}

function addIndex(index: IndexDefinition, facts: TableFacts): Way {
  const mariadb = facts.scope.syntax.flavor === 'mariadb'
  const plain = mariadb ? 'NOCOPY' : 'INPLACE'
  const name = index.name ?? index.columns[0] ?? ''
  switch (index.kind) {
    case 'primary':
      return { ...rebuild('the rows are put in the order of their new key'), reads: true }
    case 'fulltext':
      return facts.fulltext
        ? blocking(plain, `full-text index ${name} is built`)
        : blocking('INPLACE', `full-text index ${name} is built`, true)
    case 'spatial':
      return blocking(plain, `spatial index ${name} is built`)
    default: {
      const expressions = index.parts.length > index.columns.length
      if (expressions) return blocking('INPLACE', `index ${name} on an expression is built`)
      if (index.kind === 'unique' && becomesPrimary(facts, index.columns)) {
        return { ...rebuild('the rows are put in the order of the new key'), reads: true }
      }
      return indexes(plain, `index ${name} is built`)
    }
  }
}

function dropConstraint(name: string, check: boolean, facts: TableFacts): Way {
  const mariadb = facts.scope.syntax.flavor === 'mariadb'
  const kind = check ? 'check' : constraintKind(facts, name)
  if (kind === 'check' || (kind === 'foreign' && mariadb)) return instant()
  const way = brief(mariadb ? 'NOCOPY' : 'INPLACE', `constraint ${name} goes`)
  return kind === undefined ? unsure(way) : way
}

/** Options that say how rows are kept. */
const kept =
  /^(row_format|key_block_size|page_compressed|page_compression_level|compression|data directory|tablespace)$/

function option(name: string, value: string, facts: TableFacts): Way {
  if (name === 'engine') {
    return value.toLowerCase() === 'innodb'
      ? rebuild('ENGINE writes the table anew')
      : copied(`its rows go to ${value}`)
  }
  if (kept.test(name)) return rebuild(`${name.toUpperCase()} says how every row is kept`)
  if (/^(encryption|encrypted|encryption_key_id|union|insert_method|connection)$/.test(name)) {
    return unsure(copied(`${name.toUpperCase()} changes`))
  }
  return facts.scope.syntax.flavor === 'mariadb' ? instant() : brief('INPLACE', `${name.toUpperCase()} changes`)
}

function partition(operation: string): Way {
  switch (operation) {
    case 'by':
    case 'remove':
      return unsure(copied('every row goes to another partition'))
    case 'add':
    case 'drop':
    case 'truncate':
      return unsure(brief('INPLACE', 'partitions come or go'))
    case 'analyze':
    case 'check':
      return unsure(indexes('INPLACE', 'partitions are read'))
    default:
      return unsure(copied('rows of the partitions are written anew'))
  }
}
