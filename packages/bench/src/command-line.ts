import { parseArgs } from 'node:util'

/** What was asked for. */
export interface Request {
  readonly rows: readonly string[]
  readonly full: boolean
  readonly rounds: number | undefined
  /** Instead of the sizes of each row; empty for those. */
  readonly sizes: readonly number[]
  readonly seed: number | undefined
  /** A file for the results. */
  readonly json: string | undefined
  /** Whether the packages are built before. */
  readonly build: boolean
  readonly help: boolean
}

const wholeNumber = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new Error(`--${name} takes a whole number from 1, not ${text}.`)
  return Number(text)
}

/**
 * Reads the command line.
 *
 * @param known every row's name.
 * @throws Error about what nobody knows.
 */
export function readRequest(parameters: readonly string[], known: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      full: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      size: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      json: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const unknown = positionals.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}. There are: ${known.join(', ')}.`)
  return {
    rows: positionals,
    full: values.full,
    rounds: wholeNumber('rounds', values.rounds),
    sizes: values.size.flatMap((size) => wholeNumber('size', size) ?? []),
    seed: wholeNumber('seed', values.seed),
    json: values.json,
    build: !values['no-build'],
    help: values.help,
  }
}
