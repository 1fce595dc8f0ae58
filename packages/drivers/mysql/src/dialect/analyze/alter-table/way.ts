/** How a server can carry a change out, best first. NOCOPY is MariaDB's word for in place without writing the table anew. */
export type Algorithm = 'INSTANT' | 'NOCOPY' | 'INPLACE' | 'COPY'

/** What others may do meanwhile: `NONE` anything, `SHARED` read. */
export type AlterLock = 'NONE' | 'SHARED'

/** The best way in which a server carries one clause out by itself. */
export interface Way {
  readonly algorithm: Algorithm
  readonly lock: AlterLock
  /** In place, the table is written anew. */
  readonly rebuilds: boolean
  /** The table is read to build an index. */
  readonly reads: boolean
  /** False where it depends on what is not known from here; then this is the worst that may come. */
  readonly sure: boolean
  /** Why it is no better, as people say it. */
  readonly why: string
}

const way = (algorithm: Algorithm, lock: AlterLock, why: string, more: Partial<Way> = {}): Way => ({
  algorithm,
  lock,
  rebuilds: false,
  reads: false,
  sure: true,
  why,
  ...more,
})

/** At once; `rebuilds` tells what it takes where another clause keeps it from being instant. */
export const instant = (rebuilds = false): Way => way('INSTANT', 'NONE', '', { rebuilds })
/** In place, with the catalog alone. */
export const brief = (algorithm: 'INPLACE' | 'NOCOPY', why: string): Way => way(algorithm, 'NONE', why)
/** In place, reading the table for a new index. */
export const indexes = (algorithm: 'INPLACE' | 'NOCOPY', why: string): Way =>
  way(algorithm, 'NONE', why, { reads: true })
/** In place, writing the table anew. */
export const rebuild = (why: string, lock: AlterLock = 'NONE'): Way => way('INPLACE', lock, why, { rebuilds: true })
/** In place, while nobody may write. */
export const blocking = (algorithm: 'INPLACE' | 'NOCOPY', why: string, rebuilds = false): Way =>
  way(algorithm, 'SHARED', why, { reads: true, rebuilds })
/** A new table, filled row by row while nobody may write. */
export const copied = (why: string): Way => way('COPY', 'SHARED', why, { rebuilds: true })
/** The worst that may come, where too little is known. */
export const unsure = (worst: Way): Way => ({ ...worst, sure: false })

const ranks: readonly string[] = ['INSTANT', 'NOCOPY', 'INPLACE', 'COPY']

/** 0 for the best. -1 for what is no algorithm, such as DEFAULT. */
export function rank(algorithm: string): number {
  return ranks.indexOf(algorithm)
}
