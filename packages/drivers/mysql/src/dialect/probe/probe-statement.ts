import type { Definitions, Probe } from '@slipway/core/plugin'
import { databaseId } from '../../inspect/ids.ts'
import { objectId } from '../names/object-id.ts'
import type { Parsed } from '../read/parsed.ts'
import { probeAlter } from './probe-alter.ts'
import { probeAlterObject, probeCreate, probeCreateTable, probeDatabase, probeDrop } from './probe-objects.ts'
import { probeRename } from './probe-rename.ts'
import { isProbed } from './probed-objects.ts'
import { unknown } from './verdicts.ts'

/** Tells from definitions before and now whether an interrupted or failed statement took effect. */
export function probeStatement(parsed: Parsed, before: Definitions, now: Definitions): Probe {
  if (!isProbed(parsed)) return unknown('the catalog does not show whether a statement of this kind took effect')
  switch (parsed.kind) {
    case 'create table':
      return probeCreateTable(parsed, before, now)
    case 'alter table':
      return probeAlter({ ...parsed, table: parsed.table.name, before, now })
    case 'create index': {
      const { table, index, orReplace } = parsed
      const name = index.name ?? ''
      const replaced = orReplace ? [{ kind: 'drop index', name, ifExists: true } as const] : []
      const clauses = [...replaced, { kind: 'add index', index } as const]
      return probeAlter({ table: table.name, clauses, ifExists: false, before, now })
    }
    case 'drop index': {
      const { table, name, ifExists } = parsed
      return probeAlter({
        table: table.name,
        clauses: [{ kind: 'drop index', name, ifExists }],
        ifExists: false,
        before,
        now,
      })
    }
    case 'rename table':
      return probeRename(parsed, before, now)
    case 'drop':
      return probeDrop(parsed, before, now)
    case 'create':
      return probeCreate(objectId(parsed.what, parsed.name.name), parsed, before, now)
    case 'alter':
      return probeAlterObject(parsed, before, now)
    default:
      return probeDatabase(databaseId, before, now)
  }
}
