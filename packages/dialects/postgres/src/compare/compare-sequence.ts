import type { CreateSeqStmt } from 'libpg-query'
import { as } from '../grammar/ast.ts'
import { typeText } from '../names/type-name.ts'
import type { Comparison } from '../guard/guard-create.ts'

const limits: Readonly<Record<string, readonly [low: bigint, high: bigint]>> = {
  smallint: [-32768n, 32767n],
  integer: [-2147483648n, 2147483647n],
  bigint: [-9223372036854775808n, 9223372036854775807n],
}

/** The definition that CREATE SEQUENCE gives, as the inspector writes it, but for its owner. */
function meant(body: CreateSeqStmt): string | undefined {
  const given = new Map<string, string>()
  let type = 'bigint'
  for (const node of body.options ?? []) {
    const option = as(node, 'DefElem')
    const name = option?.defname ?? ''
    if (name === 'as') type = typeText(as(option?.arg, 'TypeName'), 'public')
    else if (name === 'owned_by') continue
    else if (option?.arg !== undefined) {
      const value =
        as(option.arg, 'Integer')?.ival ?? as(option.arg, 'Float')?.fval ?? as(option.arg, 'Boolean')?.boolval
      given.set(name, String(value ?? (as(option.arg, 'Integer') === undefined ? true : 0)))
    }
  }
  const [low, high] = limits[type] ?? []
  if (low === undefined || high === undefined) return undefined
  const increment = given.get('increment') ?? '1'
  const rises = !increment.startsWith('-')
  const min = given.get('minvalue') ?? String(rises ? 1n : low)
  const max = given.get('maxvalue') ?? String(rises ? high : -1n)
  const start = given.get('start') ?? (rises ? min : max)
  const cycle = given.get('cycle') === 'true' ? ' CYCLE' : ''
  const unlogged = body.sequence?.relpersistence === 'u' ? ' UNLOGGED' : ''
  return `SEQUENCE${unlogged} AS ${type} INCREMENT ${increment} MINVALUE ${min} MAXVALUE ${max} START ${start} CACHE ${given.get('cache') ?? '1'}${cycle}`
}

export function compareSequence(body: CreateSeqStmt, definition: string): Comparison {
  const text = meant(body)
  if (text === undefined) return { verdict: 'unsure' }
  const found = definition.replace(/ OWNED BY .*$/, '')
  return found === text
    ? { verdict: 'noop' }
    : { verdict: 'differs', differences: [`there is ${found}, meant is ${text}`] }
}
