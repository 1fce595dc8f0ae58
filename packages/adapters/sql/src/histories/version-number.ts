import type { BridgeContext } from '@slipway/core/plugin'

/** The number that a tool keeps of an id: `0001` and `V0001` are 1. */
export function versionNumber(id: string): bigint {
  return BigInt(/\d+/.exec(id)?.[0] ?? '0')
}

/** Ids of the files by those numbers, in their order. */
export function idsByNumber({ migrations }: Pick<BridgeContext, 'migrations'>): ReadonlyMap<bigint, string> {
  const ids = migrations.map(({ id }) => [versionNumber(id), id] as const)
  return new Map(ids.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
