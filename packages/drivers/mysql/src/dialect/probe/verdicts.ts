import type { Probe } from '@slipway/core/plugin'

export const landed = (reason: string): Probe => ({ outcome: 'landed', reason })
export const absent = (reason: string): Probe => ({ outcome: 'absent', reason })
export const unknown = (reason: string): Probe => ({ outcome: 'unknown', reason })

/** Part of it took effect; statements that bring about the rest are given where that is safe. */
export const partial = (reason: string, finish?: readonly string[]): Probe => ({
  outcome: 'partial',
  reason,
  // oxlint-disable-next-line unicorn/no-thenable -- the contract's word, and never awaited
  ...(finish === undefined ? {} : { remedy: { statements: finish, then: 'landed' } }),
})

export const andList = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
