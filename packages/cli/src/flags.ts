/** The flags of one call, by their primary names. */
export interface Flags {
  readonly values: Readonly<Record<string, string | true | readonly string[]>>
}

/** Whether a flag was given. */
export function isOn(flags: Flags, name: string): boolean {
  return flags.values[name] !== undefined
}

/** The value of a flag; the last one when it was given several times. */
export function textOf(flags: Flags, name: string): string | undefined {
  const value = flags.values[name]
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.at(-1) : undefined
}

/** All values of a flag that may be given several times. */
export function listOf(flags: Flags, name: string): readonly string[] {
  const value = flags.values[name]
  if (value === undefined || value === true) return []
  return typeof value === 'string' ? [value] : value
}

/**
 * The value of a flag that counts.
 * @throws `SW-USAGE` when it is not a whole number above zero.
 */
export async function numberOf(flags: Flags, name: string): Promise<number | undefined> {
  const value = textOf(flags, name)
  if (value === undefined) return undefined
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `--${name} needs a whole number above zero, not "${value}".`)
}

const unitsOfTime: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * The value of a flag that states a time, such as `90s` or `5m`, in milliseconds.
 * @throws `SW-USAGE` when it is not one.
 */
export async function timeOf(flags: Flags, name: string): Promise<number | undefined> {
  const value = textOf(flags, name)
  if (value === undefined) return undefined
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(value) ?? []
  if (amount !== undefined && unit !== undefined) return Number(amount) * (unitsOfTime[unit] ?? 1)
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `--${name} needs a time such as 30s, 5m or 1h, not "${value}".`)
}
