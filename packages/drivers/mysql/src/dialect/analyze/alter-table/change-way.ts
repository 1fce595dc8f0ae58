import type { ColumnDefinition, Position } from '../../read/definitions.ts'
import { found, partOf } from '../scope.ts'
import type { ColumnChange } from './column-change.ts'
import { columnChange } from './column-change.ts'
import { columnBefore } from './columns.ts'
import type { TableFacts } from './table-facts.ts'
import { isIndexed } from './table-facts.ts'
import type { Way } from './way.ts'
import { brief, copied, instant, rebuild, unsure } from './way.ts'

/** MODIFY, or the part of CHANGE that is more than a new name. Measured on MySQL 8.0.31 and MariaDB 10.11. */
export function changeWay(facts: TableFacts, name: string, to: ColumnDefinition, position: Position | undefined): Way {
  const from = columnBefore(facts.scope, partOf(facts.scope, 'column', facts.table, name))
  const moves = position !== undefined
  if (from === undefined) return unsure(copied(`what ${name} was before is not known from here`))
  const change = columnChange(from, to, tableCollation(facts))
  const mariadb = facts.scope.syntax.flavor === 'mariadb'
  const indexed = isIndexed(facts, name)
  const whole = whyCopied(change, name, to, { mariadb, indexed, moves })
  if (whole !== undefined) return copied(whole)
  if (change.nullability !== 'same' && to.type.startsWith('timestamp') && mariadb) {
    return unsure(copied(`NULL of ${name} becomes another value`))
  }
  if (change.nullability !== 'same') return rebuild(`NULL or NOT NULL of ${name} changes`)
  if (moves && !mariadb) return rebuild(`${name} moves to another place`)
  if (change.charset !== 'same' && indexed && mariadb)
    return brief('NOCOPY', `${name} gets another collation, and its indexes are built anew`)
  const inPlace = change.type === 'longer' || change.charset !== 'same'
  if (inPlace && !mariadb) return brief('INPLACE', `${name} is longer, or of another collation, than before`)
  return instant(moves)
}

function tableCollation({ scope, table }: TableFacts): string | undefined {
  return /\bCOLLATE=(\w+)/i.exec(found(scope, table)?.definition ?? '')?.[1]
}

interface Around {
  readonly mariadb: boolean
  readonly indexed: boolean
  readonly moves: boolean
}

function whyCopied(
  change: ColumnChange,
  name: string,
  to: ColumnDefinition,
  { mariadb, indexed, moves }: Around,
): string | undefined {
  const dropsCounting = change.autoIncrement === 'dropped' && !mariadb
  if (change.autoIncrement === 'added' || dropsCounting) return `AUTO_INCREMENT of ${name} changes`
  if (change.generated === 'changed') {
    const virtual = mariadb && to.generated !== undefined && !to.generated.stored
    if (!virtual) return `the expression of ${name} changes`
  }
  if (change.generated === 'same' && moves) return `${name} is a generated column, and moves`
  if (change.type === 'other') return `${name} becomes ${to.type}`
  // MariaDB tells a length in one byte from one in two by its first bit, which is free up to 127.
  if (change.type === 'longer-length' && !(mariadb && change.bytesBefore < 128)) {
    return `${name} outgrows 255 bytes, so its length takes two`
  }
  if (change.charset === 'other') return `${name} gets another charset`
  if (change.charset !== 'same' && indexed && !mariadb)
    return `${name} gets another collation, and an index stands on it`
  return undefined
}
