import type { Token } from '../tokens/token.ts'

/** A kind of stored program: how its head ends decides where its body begins. */
export type ProgramKind = 'procedure' | 'function' | 'trigger' | 'event' | 'package'

const kinds: ReadonlySet<string> = new Set(['procedure', 'function', 'trigger', 'event', 'package'])

/** Words that may stand between CREATE and the kind, the account of `DEFINER = user@host` apart. */
const between: ReadonlySet<string> = new Set([
  'or',
  'replace',
  'aggregate',
  'definer',
  '=',
  'current_user',
  'current_role',
  '(',
  ')',
])

/**
 * Tells from the first tokens of a statement whether it makes a stored program. `undecided` asks for one token more;
 * `undefined`: it does not.
 */
export function programKind(tokens: readonly Token[]): ProgramKind | 'undecided' | undefined {
  const first = tokens[0]?.value
  if (first !== 'create' && first !== 'alter') return undefined
  let definer = false
  for (const { kind, value } of tokens.slice(1)) {
    if (kind === 'word' && kinds.has(value)) {
      if (first === 'alter' && value !== 'event') return undefined
      return value as ProgramKind
    }
    if (value === 'definer') definer = true
    const account = definer && (kind !== 'word' || !/^(table|view|sql|algorithm|index|unique)$/.test(value))
    if (!account && !between.has(value)) return undefined
  }
  return 'undecided'
}

/** What a procedure or function may say of itself before its body. */
const traits: ReadonlySet<string> = new Set(
  'comment language sql not deterministic contains no reads modifies data security definer invoker'.split(' '),
)

/** What may follow the name of a type. */
const typeWords: ReadonlySet<string> = new Set(
  'unsigned signed zerofill charset character set collate binary ascii unicode byte varying precision varchar char'.split(
    ' ',
  ),
)

/** Reads the head of a stored program, token by token, from after its kind. */
export interface ProgramHead {
  /** True for the first token of the body; it is not part of the head. */
  ends(token: Token): boolean
}

export function programHead(kind: ProgramKind): ProgramHead {
  if (kind === 'trigger') return triggerHead()
  if (kind === 'event') return eventHead()
  return routineHead()
}

function triggerHead(): ProgramHead {
  let last: readonly string[] = []
  let order = 0
  return {
    ends({ value }) {
      const each = last.join(' ') === 'for each row'
      if (each && order === 0 && (value === 'follows' || value === 'precedes')) {
        order = 2
        return false
      }
      if (each && order === 2) {
        order = 1
        return false
      }
      if (each) return true
      last = [...last.slice(-2), value]
      return false
    },
  }
}

function eventHead(): ProgramHead {
  let depth = 0
  let started = false
  return {
    ends({ kind, value }) {
      if (started) return true
      if (kind === 'symbol') depth += value === '(' ? 1 : value === ')' ? -1 : 0
      started = kind === 'word' && value === 'do' && depth === 0
      return false
    },
  }
}

function routineHead(): ProgramHead {
  let depth = 0
  let phase: 'name' | 'type' | 'after-type' | 'traits' = 'name'
  let takesOne = false
  return {
    ends({ kind, value }) {
      if (kind === 'symbol' && (value === '(' || value === ')')) {
        depth += value === '(' ? 1 : -1
        if (depth === 0 && phase === 'name') phase = 'traits'
        return false
      }
      if (depth > 0) return false
      if (kind === 'word' && value === 'returns' && phase !== 'type') {
        phase = 'type'
        return false
      }
      if (phase === 'name') return false
      if (phase === 'type') {
        phase = 'after-type'
        return false
      }
      if (takesOne) {
        takesOne = false
        return false
      }
      if (phase === 'after-type' && kind === 'word' && typeWords.has(value)) {
        takesOne = value === 'charset' || value === 'set' || value === 'collate'
        return false
      }
      const trait = kind === 'string' || (kind === 'word' && traits.has(value))
      if (trait) phase = 'traits'
      return !trait
    },
  }
}
