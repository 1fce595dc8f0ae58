import { setTimeout as sleep } from 'node:timers/promises'
import type { Inside } from '../session/inside.ts'
import { indexesOnOthers } from './members.ts'
import { readIndexes } from './read-catalog.ts'

/** Waits until every data-bearing member that can be reached has finished the indexes that the primary has. */
export async function untilBuilt(inside: Inside, collection: string, signal: AbortSignal | undefined): Promise<void> {
  if (inside.others.length === 0) return
  const names = (await readIndexes(inside, collection)).map(({ spec }) => spec['name'])
  while (signal?.aborted !== true) {
    const others = await indexesOnOthers(inside, collection)
    const done = others.every((list) =>
      names.every((name) => list.some(({ spec, building }) => spec['name'] === name && !building)),
    )
    if (done) return
    await sleep(100)
  }
}
