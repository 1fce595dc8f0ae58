/** The parts of a table's definition text: `TABLE PARTITION OF public.p FOR VALUES IN (1) WITH (fillfactor=70)`. */
export interface TableParts {
  readonly foreign: boolean
  readonly unlogged: boolean
  readonly inherits: string | undefined
  readonly partitionOf: string | undefined
  /** `FOR VALUES …` or `DEFAULT`. */
  readonly bound: string | undefined
  readonly partitionBy: string | undefined
  readonly using: string | undefined
  readonly options: string | undefined
  readonly replicaIdentity: string
  readonly rowSecurity: boolean
  readonly forceRowSecurity: boolean
  /** What is left over and has no part here; a table with some cannot be made again. */
  readonly rest: string
}

/** Takes the definition of a table, as the inspector writes it, into its parts. */
export function tableParts(definition: string): TableParts {
  let rest = definition
  const take = (pattern: RegExp): string | undefined => {
    const match = pattern.exec(rest)
    if (match === null) return undefined
    rest = rest.replace(match[0], '')
    return match[1] ?? ''
  }
  const forceRowSecurity = take(/ FORCE ROW LEVEL SECURITY$/) !== undefined
  const rowSecurity = take(/ ENABLE ROW LEVEL SECURITY$/) !== undefined
  const replicaIdentity = take(/ REPLICA IDENTITY (FULL|NOTHING|USING INDEX .+)$/) ?? 'DEFAULT'
  const options = take(/ WITH (\([^)]*\))/)
  const using = take(/ USING (\S+)$/)
  const partitionBy = take(/ PARTITION BY (.+)$/)
  take(/ DETACH PENDING$/)
  const bound = take(/ (FOR VALUES .+|DEFAULT)$/)
  const partitionOf = take(/ PARTITION OF (.+)$/)
  const inherits = take(/ INHERITS \((.+)\)$/)
  const unlogged = take(/ UNLOGGED/) !== undefined
  const foreign = take(/^FOREIGN /) !== undefined
  take(/^TABLE/)
  return {
    foreign,
    unlogged,
    inherits,
    partitionOf,
    bound,
    partitionBy,
    using,
    options,
    replicaIdentity,
    rowSecurity,
    forceRowSecurity,
    rest: rest.trim(),
  }
}

/** Storage parameters by name: `(a=1, b=2)`. */
export function optionMap(options: string | undefined): ReadonlyMap<string, string> {
  const pairs = (options ?? '')
    .replace(/^\(|\)$/g, '')
    .split(', ')
    .filter((pair) => pair.includes('='))
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}
