import { mask } from './mask.ts'

/** What can be told of an exported function without running its module. */
export type Exported =
  | 'absent'
  /** Its body holds no statement. */
  | 'empty'
  /** All that it does is throw. */
  | 'throws'
  | 'written'

/** What a migration's text says. */
export interface ReadExports {
  readonly up: Exported
  readonly down: Exported
  /** `config.transaction`; `undefined` where it is not stated, or not in a form that can be read. */
  readonly transaction: boolean | undefined
  /** Lines on which the functions begin, from 1. */
  readonly upLine: number
  readonly downLine: number
}

/** Tells from its text what a migration exports: ES modules and CommonJS, TypeScript or not, as people write them. */
export function readExports(text: string): ReadExports {
  const code = mask(text)
  const up = find(code, 'up')
  const down = find(code, 'down')
  // A form that nobody foresaw is taken for a migration: knex says at the run what is wrong with it.
  const known = up !== undefined || down !== undefined
  return {
    up: up === undefined ? (known ? 'absent' : 'written') : judge(code, up),
    down: down === undefined ? (known ? 'absent' : 'written') : judge(code, down),
    transaction: readTransaction(code),
    upLine: lineOf(code, up ?? 0),
    downLine: lineOf(code, down ?? 0),
  }
}

/** The offset right behind the name that a function is exported under, or behind that of the function exported so. */
function find(code: string, name: string): number | undefined {
  const exported = [
    `\\bexport\\s+(?:async\\s+)?function\\s*\\*?\\s*${name}\\b`,
    `\\bexport\\s+(?:const|let|var)\\s+${name}\\b`,
    `\\bexports\\s*\\.\\s*${name}\\b(?=\\s*=(?!=|\\s*(?:exports|void|undefined)\\b))`,
  ]
  for (const pattern of exported) {
    const at = endOf(code, new RegExp(pattern))
    if (at !== undefined) return declared(code, at)
  }
  const list = new RegExp(`\\bexport\\s*\\{[^}]*?(?:([\\w$]+)\\s+as\\s+${name}|\\b(${name}))\\s*[,}]`).exec(code)
  if (list !== null) return declaration(code, list[1] ?? name) ?? list.index + list[0].length
  const whole = /\b(?:module\s*\.\s*exports\s*=|export\s+default|export\s*=)\s*(?:\{|([\w$]+))/.exec(code)
  if (whole === null) return undefined
  const from = whole[1] === undefined ? whole.index + whole[0].length : declaration(code, whole[1])
  if (from === undefined) return undefined
  const property = new RegExp(`(?:^|[\\s,{])(?:async\\s+)?${name}(?=\\s*[(:,}=])`).exec(code.slice(from))
  if (property === null) return undefined
  const at = from + property.index + property[0].length
  return /^\s*[,}]/.test(code.slice(at)) ? (declaration(code, name) ?? at) : declared(code, at)
}

/** `= other` leads to where `other` is declared. */
function declared(code: string, at: number): number {
  const other = /^\s*[=:]\s*([\w$]+)\s*(?:[,;}\n]|$)/.exec(code.slice(at))?.[1]
  return (other === undefined ? undefined : declaration(code, other)) ?? at
}

function declaration(code: string, name: string): number | undefined {
  const escaped = name.replaceAll('$', '\\$')
  return endOf(code, new RegExp(`\\b(?:function\\s*\\*?\\s*|const\\s+|let\\s+|var\\s+)${escaped}(?![\\w$])`))
}

function endOf(code: string, pattern: RegExp): number | undefined {
  const match = pattern.exec(code)
  return match === null ? undefined : match.index + match[0].length
}

/** What follows the name: parameters, a return type, and a body in braces or one expression. */
function judge(code: string, at: number): Exported {
  const open = /^[^({;]*?(?:=>\s*)?(?=[({])/.exec(code.slice(at))
  if (open === null) return 'written'
  const start = at + open[0].length
  const behind = code.charAt(start) === '(' ? closing(code, start) : start
  // An arrow without parentheses (knex => {}) has its body right there.
  const rest = code.slice(behind)
  const body = code.charAt(start) === '{' ? start : behind + (/^[^{};]*?(?:=>\s*)?(?=\{)/.exec(rest)?.[0].length ?? -1)
  if (body < behind) return 'written'
  // Parentheses of a call before the braces belong to an expression: (knex) => knex.schema.table('t', (t) => {}).
  const between = code.slice(behind, body)
  if (/[(.]/.test(between.replace(/:\s*[^=]*$/, ''))) return 'written'
  const inside = code.slice(body + 1, closing(code, body) - 1).trim()
  if (inside === '') return 'empty'
  return /^throw\b[^;]*;?$/.test(inside) ? 'throws' : 'written'
}

/** The offset behind the bracket that closes the one at an offset. */
function closing(code: string, open: number): number {
  let depth = 0
  for (let at = open; at < code.length; at += 1) {
    if ('([{'.includes(code.charAt(at))) depth += 1
    else if (')]}'.includes(code.charAt(at))) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return code.length
}

function readTransaction(code: string): boolean | undefined {
  const stated =
    /(?:\bexport\s+const\s+config\b[^={]*=|\bexports\s*\.\s*config\s*=|[\s,{]config\s*:)\s*\{[^}]*?\btransaction\s*:\s*(true|false|!0|!1)\b/.exec(
      code,
    )?.[1] ?? /\bexports\s*\.\s*config\s*\.\s*transaction\s*=\s*(true|false|!0|!1)\b/.exec(code)?.[1]
  return stated === undefined ? undefined : stated === 'true' || stated === '!0'
}

function lineOf(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}
