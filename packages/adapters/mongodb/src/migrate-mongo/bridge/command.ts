import type { Json } from '@slipway/core/plugin'

/** A command of MongoDB as the statement that sends it. */
export function command(body: Readonly<Record<string, Json>>): { readonly text: string } {
  return { text: JSON.stringify(body) }
}

/** A moment as BSON's date. */
export function date(milliseconds: number): Json {
  return { $date: { $numberLong: String(milliseconds) } }
}

/** A number that JavaScript's client sends as a double, as it does with all that are beyond 32 bits. */
export function double(value: number): Json {
  return { $numberDouble: String(value) }
}
