import type { Comparison } from '../guard/guard-create.ts'

/** Collects what a comparison finds; a certain difference outweighs a doubt. */
export interface Findings {
  readonly differences: string[]
  doubts: number
}

export function findings(): Findings {
  return { differences: [], doubts: 0 }
}

export function verdict({ differences, doubts }: Findings): Comparison {
  if (differences.length > 0) return { verdict: 'differs', differences }
  return { verdict: doubts > 0 ? 'unsure' : 'noop' }
}
