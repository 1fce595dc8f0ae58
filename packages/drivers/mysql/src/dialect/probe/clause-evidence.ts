import type { Shape } from '../../inspect/shape.ts'
import type { AlterClause } from '../read/alter-clause.ts'

/** What the catalog shows of one clause: `silent` where it looks the same with and without it. */
export type Evidence = 'done' | 'not' | 'silent'

interface Look {
  readonly before: Shape
  readonly now: Shape
  readonly clauses: readonly AlterClause[]
}

const lower = (name: string): string => name.toLowerCase()

function part(shape: Shape, kind: string, name: string): string | undefined {
  const wanted = lower(`${kind}:${name}`)
  return shape[Object.keys(shape).find((key) => lower(key) === wanted) ?? '']
}

/** Something that was not there before and is to be there now. */
function appears({ before, now }: Look, kind: string, name: string): Evidence {
  const [was, is] = [part(before, kind, name), part(now, kind, name)]
  if (is === undefined) return 'not'
  if (was === undefined) return 'done'
  return was === is ? 'silent' : 'done'
}

function disappears({ before, now }: Look, kind: string, name: string): Evidence {
  const [was, is] = [part(before, kind, name), part(now, kind, name)]
  if (was === undefined) return 'silent'
  if (is === undefined) return 'done'
  return was === is ? 'not' : 'done'
}

/** Something whose name the server chose: any newcomer of its kind may be it. */
function comes({ before, now }: Look, kind: string): Evidence {
  const fresh = Object.keys(now).some((key) => key.startsWith(`${kind}:`) && before[key] === undefined)
  return fresh ? 'done' : 'not'
}

function changes({ before, now }: Look, kind: string, name: string): Evidence {
  const [was, is] = [part(before, kind, name), part(now, kind, name)]
  if (was === undefined || is === undefined) return 'not'
  return was === is ? 'silent' : 'done'
}

function moves(look: Look, kind: string, from: string, to: string): Evidence {
  if (lower(from) === lower(to)) return changes(look, kind, to)
  const [is, was] = [part(look.now, kind, to), part(look.before, kind, to)]
  if (is === undefined) return 'not'
  if (was !== undefined) return was === is ? 'silent' : 'done'
  return 'done'
}

const tableChanges = ({ before, now }: Look): Evidence => (before['table'] === now['table'] ? 'silent' : 'done')

/** Whether the same ALTER puts back, under one name, what a clause takes away. */
function comesBack({ clauses }: Look, kind: string, name: string): boolean {
  const names = clauses.flatMap((clause): readonly string[] => {
    if (kind === 'column' && clause.kind === 'add column') return [clause.column.name]
    if (kind === 'index' && clause.kind === 'add index') return [clause.index.name ?? clause.index.columns[0] ?? '']
    if (kind === 'constraint' && clause.kind === 'add index') return clause.index.kind === 'primary' ? ['PRIMARY'] : []
    if (kind === 'constraint' && clause.kind === 'add check') return [clause.check.name ?? '']
    if (kind === 'constraint' && clause.kind === 'add foreign key') return [clause.key.name ?? '']
    return []
  })
  return names.some((one) => lower(one) === lower(name))
}

function goes(look: Look, kind: string, name: string): Evidence {
  return comesBack(look, kind, name) ? changes(look, kind, name) : disappears(look, kind, name)
}

/** What the shapes of a table before and now tell of one clause. */
export function evidence(look: Look, clause: AlterClause): Evidence {
  switch (clause.kind) {
    case 'add column':
      return appears(look, 'column', clause.column.name)
    case 'drop column':
      return goes(look, 'column', clause.name)
    case 'modify column':
      return changes(look, 'column', clause.column.name)
    case 'change column':
      return moves(look, 'column', clause.name, clause.column.name)
    case 'rename column':
      return moves(look, 'column', clause.name, clause.to)
    case 'set default':
    case 'drop default':
    case 'column visibility':
      return changes(look, 'column', clause.name)
    case 'add index':
      if (clause.index.kind === 'primary') return appears(look, 'constraint', 'PRIMARY')
      return clause.index.name === undefined ? comes(look, 'index') : appears(look, 'index', clause.index.name)
    case 'drop index':
      return goes(look, clause.name.toLowerCase() === 'primary' ? 'constraint' : 'index', clause.name)
    case 'rename index':
      return moves(look, 'index', clause.name, clause.to)
    case 'index visibility':
      return changes(look, 'index', clause.name)
    case 'drop primary key':
      return goes(look, 'constraint', 'PRIMARY')
    case 'add foreign key':
      return clause.key.name === undefined ? comes(look, 'constraint') : appears(look, 'constraint', clause.key.name)
    case 'drop foreign key':
      return goes(look, 'constraint', clause.name)
    case 'add check':
      return clause.check.name === undefined
        ? comes(look, 'constraint')
        : appears(look, 'constraint', clause.check.name)
    case 'drop constraint':
      return dropsConstraint(look, clause.name)
    case 'enforce':
      return changes(look, 'constraint', clause.name)
    case 'convert':
    case 'option':
    case 'partition':
    case 'system versioning':
    case 'period':
      return tableChanges(look)
    default:
      return 'silent'
  }
}

/** DROP CONSTRAINT takes unique indexes, too. */
function dropsConstraint(look: Look, name: string): Evidence {
  return part(look.before, 'index', name) === undefined ? goes(look, 'constraint', name) : goes(look, 'index', name)
}
