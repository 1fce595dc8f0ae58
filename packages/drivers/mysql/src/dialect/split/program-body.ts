import { ReadError } from '../tokens/read-error.ts'
import type { Token } from '../tokens/token.ts'

/** A block that is open, and the word that opened it. `expression` is a CASE inside an expression. */
interface Block {
  readonly kind: 'begin' | 'if' | 'case' | 'loop' | 'repeat' | 'while' | 'for' | 'expression'
  readonly opened: Token
  /** WHILE and FOR: DO was seen; REPEAT: UNTIL was seen. */
  headed: boolean
}

/** Follows the body of a stored program, token by token, to tell the semicolons inside it from the one that ends it. */
export interface ProgramBody {
  /** `peek` looks at the tokens behind. Throws a `ReadError` where the body cannot be placed. */
  take(token: Token, peek: (ahead: number) => Token | undefined): void
  /** The innermost word that has no END yet. */
  open(): Token | undefined
}

type State = 'statement' | 'inside' | 'condition' | 'after-condition'

const blocks: ReadonlySet<string> = new Set(['begin', 'if', 'case', 'loop', 'repeat', 'while', 'for'])

export function programBody(): ProgramBody {
  const stack: Block[] = []
  let state: State = 'statement'
  let skips = 0
  let qualified = false

  const top = (): Block | undefined => stack.at(-1)
  const topIs = (...kinds: readonly Block['kind'][]): boolean => kinds.some((kind) => kind === top()?.kind)
  const misplaced = (token: Token, why: string): ReadError => new ReadError(token.start, why)

  const close = (token: Token, next: Token | undefined): void => {
    const block = stack.pop()
    if (block === undefined) throw misplaced(token, 'this END closes nothing')
    state = 'inside'
    const word = next?.kind === 'word' && blocks.has(next.value) ? next.value : undefined
    const wanted = block.kind === 'begin' ? undefined : block.kind
    if (word === wanted) {
      if (wanted !== undefined) skips = 1
      return
    }
    const shown = block.opened.value.toUpperCase()
    const ends = wanted === undefined ? 'END' : `END ${shown}`
    throw misplaced(token, `the innermost block that is open here began with ${shown} and ends with ${ends}`)
  }

  const opens = (kind: Block['kind'], token: Token, next: State): void => {
    stack.push({ kind, opened: token, headed: false })
    state = next
  }

  const isLabel = (token: Token, next: Token | undefined): boolean =>
    (token.kind === 'word' || token.kind === 'name') && next?.kind === 'symbol' && next.value === ':'

  const begins = (token: Token, peek: (ahead: number) => Token | undefined): void => {
    if (isLabel(token, peek(0))) {
      skips = 1
      return
    }
    state = 'inside'
    if (token.kind !== 'word') return
    switch (token.value) {
      case 'begin':
        if (peek(0)?.value === 'not' && peek(1)?.value === 'atomic') skips = 2
        return opens('begin', token, 'statement')
      case 'loop':
      case 'repeat':
        return opens(token.value, token, 'statement')
      case 'if':
      case 'case':
      case 'while':
      case 'for':
        return opens(token.value, token, 'inside')
      case 'else':
        if (!topIs('if', 'case')) throw misplaced(token, 'this ELSE belongs to no IF and no CASE')
        state = 'statement'
        return
      case 'elseif':
      case 'elsif':
        if (!topIs('if')) throw misplaced(token, `this ${token.value.toUpperCase()} belongs to no IF`)
        return
      case 'when':
        if (!topIs('case')) throw misplaced(token, 'this WHEN belongs to no CASE')
        return
      case 'until': {
        const block = top()
        if (block?.kind !== 'repeat') throw misplaced(token, 'this UNTIL belongs to no REPEAT')
        block.headed = true
        return
      }
      case 'declare':
        if (peek(1)?.value === 'handler' && peek(2)?.value === 'for') {
          skips = 3
          state = 'condition'
        }
        return
      case 'end':
        close(token, peek(0))
    }
  }

  const goesOn = (token: Token, next: Token | undefined): void => {
    if (token.kind === 'symbol' && token.value === ';') {
      if (topIs('expression')) throw misplaced(top()?.opened ?? token, 'this CASE has no END before its statement ends')
      state = 'statement'
      return
    }
    if (token.kind !== 'word' || qualified) return
    const block = top()
    if (token.value === 'case') opens('expression', token, 'inside')
    else if (token.value === 'then' && topIs('if', 'case')) state = 'statement'
    else if (token.value === 'do' && block !== undefined && topIs('while', 'for') && !block.headed) {
      block.headed = true
      state = 'statement'
    } else if (token.value === 'end' && block?.kind === 'expression') stack.pop()
    else if (token.value === 'end' && block?.kind === 'repeat' && block.headed) close(token, next)
  }

  const take = (token: Token, peek: (ahead: number) => Token | undefined): void => {
    if (state === 'condition') {
      const goes = token.kind === 'word' && /^(sqlstate|value|not)$/.test(token.value)
      if (!goes) state = 'after-condition'
    } else if (state === 'after-condition') {
      if (token.value === ',') state = 'condition'
      else begins(token, peek)
    } else if (state === 'statement' && token.value !== ';') begins(token, peek)
    else goesOn(token, peek(0))
  }

  return {
    open: () => top()?.opened,
    take(token, peek) {
      if (skips > 0) skips--
      else take(token, peek)
      qualified = token.kind === 'symbol' && token.value === '.'
    },
  }
}
