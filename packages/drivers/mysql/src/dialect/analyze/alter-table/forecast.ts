import type { AlterClause } from '../../read/alter-clause.ts'
import type { AlterTable } from '../../read/parsed.ts'
import { clauseWay } from './clause-way.ts'
import type { TableFacts } from './table-facts.ts'
import type { Algorithm, AlterLock, Way } from './way.ts'
import { copied, rank, rebuild } from './way.ts'

/** How the server will carry a whole ALTER TABLE out. */
export interface Forecast {
  readonly algorithm: Algorithm
  readonly lock: AlterLock
  /** The table is written anew. */
  readonly rebuilds: boolean
  /** The table is read. */
  readonly reads: boolean
  readonly sure: boolean
  /** What asks for the algorithm and the lock. */
  readonly why: string
  /** Clauses that are instant by themselves and write the table anew as it stands. */
  readonly wasted: readonly AlterClause[]
  /** Why the server will refuse what the author states, where it surely will. */
  readonly refused?: string
}

/** Foretells algorithm and lock: the weakest of all clauses, and then what the author states. */
export function forecast(parsed: AlterTable, facts: TableFacts): Forecast {
  const ways = parsed.clauses.map((clause) => ({ clause, way: clauseWay(clause, facts) }))
  const together = combine(ways, facts)
  const open = mayRename(parsed, facts) || mayCopyOnline(together, facts)
  const sure = together.sure && ways.every(({ way }) => way.sure) && !open
  const wasted =
    together.algorithm !== 'INSTANT' && together.rebuilds
      ? ways.filter(({ way }) => way.algorithm === 'INSTANT' && way.rebuilds).map(({ clause }) => clause)
      : []
  const best: Forecast = {
    algorithm: together.algorithm,
    lock: together.lock,
    rebuilds: together.algorithm !== 'INSTANT' && together.rebuilds,
    reads: together.algorithm !== 'INSTANT' && (together.reads || together.rebuilds),
    sure,
    why: together.why,
    wasted,
  }
  return asStated(parsed, best, facts)
}

/** MariaDB copies without keeping writers out from 11.2 on, where nothing stands against it. */
function mayCopyOnline({ algorithm }: Way, { scope }: TableFacts): boolean {
  return algorithm === 'COPY' && scope.syntax.flavor === 'mariadb' && scope.syntax.version >= 110_200
}

/** MariaDB takes an index that goes and one that comes for a new name, where both are over the same columns. */
function mayRename({ clauses }: AlterTable, { scope }: TableFacts): boolean {
  const has = (kind: AlterClause['kind']): boolean => clauses.some((clause) => clause.kind === kind)
  return scope.syntax.flavor === 'mariadb' && has('drop index') && has('add index')
}

interface Clause {
  readonly clause: AlterClause
  readonly way: Way
}

function combine(ways: readonly Clause[], facts: TableFacts): Way {
  const swapped = swapsPrimary(ways)
  const counted = swapped ? ways.filter(({ clause }) => clause.kind !== 'drop primary key') : ways
  const weakest = counted.reduce<Way | undefined>(
    (worst, { way }) => (worst === undefined || rank(way.algorithm) > rank(worst.algorithm) ? way : worst),
    undefined,
  )
  if (weakest === undefined) return { ...rebuild(''), algorithm: 'INSTANT', rebuilds: false }
  const rebuilds = counted.some(({ way }) => way.rebuilds)
  const reads = counted.some(({ way }) => way.reads)
  const blocks = counted.find(({ way }) => way.lock === 'SHARED')?.way
  const together: Way = {
    ...weakest,
    rebuilds,
    reads,
    lock: blocks === undefined ? 'NONE' : 'SHARED',
    why: blocks?.why ?? weakest.why,
  }
  return together.algorithm === 'INSTANT' ? mixedInstant(ways, together, facts) : inPlace(ways, together, facts)
}

/** DROP PRIMARY KEY with ADD PRIMARY KEY puts the rows in another order, in place. */
function swapsPrimary(ways: readonly Clause[]): boolean {
  const has = (kind: AlterClause['kind'], test: (clause: AlterClause) => boolean): boolean =>
    ways.some(({ clause }) => clause.kind === kind && test(clause))
  return (
    has('drop primary key', () => true) &&
    has('add index', (clause) => clause.kind === 'add index' && clause.index.kind === 'primary')
  )
}

const isVirtual = ({ clause }: Clause): boolean => clause.kind === 'add column' && clause.column.generated !== undefined

/** MariaDB adds VIRTUAL columns at once, and others, but not both in one statement. */
function mixedInstant(ways: readonly Clause[], way: Way, { scope }: TableFacts): Way {
  if (scope.syntax.flavor !== 'mariadb') return way
  const virtual = ways.filter(isVirtual)
  const others = ways.filter((one) => one.clause.kind === 'add column' && !isVirtual(one))
  if (virtual.length === 0 || others.length === 0) return way
  return copied('VIRTUAL columns come together with others')
}

/** What in place comes to, where other clauses or the table's own indexes have a say. */
function inPlace(ways: readonly Clause[], way: Way, facts: TableFacts): Way {
  if (way.algorithm === 'COPY' || !facts.innodb) return { ...way, rebuilds: true }
  const mariadb = facts.scope.syntax.flavor === 'mariadb'
  const virtual = ways.some(isVirtual)
  if (virtual && ways.length > 1)
    return { ...copied('a VIRTUAL column comes together with other changes'), sure: false }
  const needs = way.rebuilds && !(mariadb && way.algorithm === 'NOCOPY' && !ways.some((one) => one.way.reads))
  const asked: Way = {
    ...way,
    rebuilds: needs,
    algorithm: needs && way.algorithm === 'NOCOPY' ? 'INPLACE' : way.algorithm,
  }
  if (!needs) return asked
  const added = ways.every(({ clause }) => clause.kind === 'add index' && clause.index.kind === 'fulltext')
  if (facts.fulltext && !added) {
    if (!mariadb) return copied('it has a full-text index, with which it cannot be written anew in place')
    return { ...asked, lock: 'SHARED', reads: true, why: 'its full-text index is built anew' }
  }
  if (facts.spatial) return { ...asked, lock: 'SHARED', reads: true, why: 'its spatial index is built anew' }
  return asked
}

function asStated(parsed: AlterTable, best: Forecast, facts: TableFacts): Forecast {
  const { flavor } = facts.scope.syntax
  const algorithm = parsed.algorithm ?? 'DEFAULT'
  const lock = parsed.lock ?? (parsed.online ? 'NONE' : 'DEFAULT')
  const strongest =
    best.algorithm === 'INSTANT' ? 'ALGORITHM=INSTANT' : `ALGORITHM=${best.algorithm}, LOCK=${best.lock}`
  const refuse = (why: string): Forecast =>
    best.sure ? { ...best, refused: `${why} The strongest it takes is ${strongest}.` } : best
  if (rank(algorithm) >= 0 && rank(algorithm) < rank(best.algorithm)) {
    return refuse(`ALGORITHM=${algorithm} is stated, and the server needs ${best.algorithm}${reason(best)}.`)
  }
  const stated = rank(algorithm) > rank(best.algorithm) ? weakened(best, algorithm as Algorithm, facts) : best
  if (algorithm === 'INSTANT' && lock !== 'DEFAULT' && flavor !== 'mariadb') {
    return refuse(`LOCK=${lock} is stated, and with ALGORITHM=INSTANT only LOCK=DEFAULT is taken.`)
  }
  if (lock === 'NONE' && stated.lock === 'SHARED') {
    return refuse(`LOCK=NONE is stated, and the server keeps writers out${reason(stated)}.`)
  }
  if ((lock === 'SHARED' || lock === 'EXCLUSIVE') && stated.algorithm !== 'INSTANT')
    return { ...stated, lock: 'SHARED' }
  return stated
}

function reason({ why }: Forecast): string {
  return why === '' ? '' : ` (${why})`
}

/** The author states less than the server could do. */
function weakened(best: Forecast, algorithm: Algorithm, facts: TableFacts): Forecast {
  const copies = algorithm === 'COPY'
  const why = `ALGORITHM=${algorithm} is stated`
  if (copies) return { ...best, algorithm, lock: 'SHARED', rebuilds: true, reads: true, why }
  return { ...best, algorithm, why, ...(facts.innodb ? {} : { rebuilds: true }) }
}
