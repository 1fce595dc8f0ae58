import type { Node } from 'libpg-query'
import { as, strings } from '../grammar/ast.ts'
import type { Grammar } from '../grammar/grammar.ts'

/** Types that the server casts to without being asked, so that a cast to one says nothing. */
const implied = /^(text|varchar|bpchar|regclass)$/

const comparisons: Readonly<Record<string, string>> = { '!=': '<>' }

/**
 * One form for what the server writes in several: it adds casts to constants and to text, writes IN as = ANY, LIKE as ~~,
 * and BETWEEN as two comparisons.
 */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  const node = value as Record<string, unknown>
  const cast = as(value as Node, 'TypeCast')
  if (
    cast !== undefined &&
    (as(cast.arg, 'A_Const') !== undefined || implied.test(strings(cast.typeName?.names).at(-1) ?? ''))
  ) {
    return normal(cast.arg)
  }
  if (cast?.arg !== undefined && as(cast.arg, 'A_ArrayExpr') !== undefined) return normal(cast.arg)
  const expression = as(value as Node, 'A_Expr')
  if (expression !== undefined) return normalExpression(expression as Record<string, unknown>)
  const entries = Object.entries(node).filter(
    ([key]) => !/^(location|list_start|list_end|funcformat|stmt_len|stmt_location)$/.test(key),
  )
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      if (key === 'funcname') return [key, strings(inner as readonly Node[]).slice(-1)]
      return [key, normal(inner)]
    }),
  )
}

function operator(name: string, left: unknown, right: unknown, kind = 'AEXPR_OP'): unknown {
  return { A_Expr: { kind, name: comparisons[name] ?? name, left, right } }
}

function normalExpression(body: Record<string, unknown>): unknown {
  const left = normal(body['lexpr'])
  const right = normal(body['rexpr'])
  const name = strings(body['name'] as readonly Node[]).at(-1) ?? ''
  const listed = (): unknown => {
    const items = (right as { List?: { items?: unknown } } | undefined)?.List?.items
    return { A_ArrayExpr: { elements: items } }
  }
  switch (body['kind']) {
    case 'AEXPR_IN':
      return operator(name, left, listed(), name === '=' ? 'AEXPR_OP_ANY' : 'AEXPR_OP_ALL')
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return operator(name, left, right)
    case 'AEXPR_BETWEEN': {
      const [low, high] = (right as { List?: { items?: readonly unknown[] } } | undefined)?.List?.items ?? []
      return { BoolExpr: { boolop: 'AND_EXPR', args: [operator('>=', left, low), operator('<=', left, high)] } }
    }
    default:
      return operator(name, left, right, typeof body['kind'] === 'string' ? body['kind'] : undefined)
  }
}

/** Equal for certain. False says only that it could not be shown. */
export function sameExpression(a: Node | undefined, b: Node | undefined): boolean {
  return JSON.stringify(normal(a)) === JSON.stringify(normal(b))
}

/** A constant's own text; `undefined` for everything that is computed. */
export function constantText(node: Node | undefined): string | undefined {
  const cast = as(node, 'TypeCast')
  if (cast !== undefined) return constantText(cast.arg)
  const constant = as(node, 'A_Const')
  return constant === undefined ? undefined : JSON.stringify(normal(constant))
}

/** Parses an expression that the server wrote. */
export function parseExpression(grammar: Grammar, text: string): Node | undefined {
  const select = as(grammar.parse(`SELECT ${text}`), 'SelectStmt')
  return as(select?.targetList?.[0], 'ResTarget')?.val
}
