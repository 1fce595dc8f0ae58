import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError, ownTimeouts } from '@slipway/core'
import type { Lease, LeaseHolder, LeaseOptions, Session } from '@slipway/core/plugin'
import {
  existingTables,
  insertLease,
  prepareStore,
  releaseLease,
  revokeLease,
  selectLease,
  takeLease,
  toLease,
  type Tables,
} from '@slipway/dialect-postgres/store'

/** Holders in this process, by project; no other process can have the database open. */
export type Holders = Map<string, AbortController>

/** Who holds the lease. A row that a process left behind which is gone counts for nothing. */
export async function leaseHolder(
  session: Session,
  project: string,
  tables: Tables,
  holders: Holders,
): Promise<LeaseHolder | undefined> {
  if (!holders.has(project)) return undefined
  const { rows: found } = await session.execute({ text: existingTables(tables) })
  if (found[0]?.['lease'] !== true) return undefined
  const { rows } = await session.execute({ text: selectLease(tables), params: [project] })
  const row = rows[0] === undefined ? undefined : toLease(rows[0])
  if (row?.owner === undefined) return undefined
  return { owner: row.owner, token: row.token, heldFor: row.heldFor, beat: row.beat }
}

/** Takes the lease away from its holder, who finds out by its token and its signal. */
export async function breakLease(session: Session, project: string, tables: Tables, holders: Holders): Promise<void> {
  const { rows: found } = await session.execute({ text: existingTables(tables) })
  if (found[0]?.['lease'] !== true) return
  const { rows } = await session.execute({ text: selectLease(tables), params: [project] })
  if (rows[0] !== undefined) {
    await session.execute({ text: revokeLease(tables), params: [project, toLease(rows[0]).token] })
  }
  holders
    .get(project)
    ?.abort(new SlipwayError('SW-LEASE-LOST', 'The deploy lock was taken away', { details: { kind: 'lease-lost' } }))
  holders.delete(project)
}

async function enter(
  session: Session,
  options: LeaseOptions,
  tables: Tables,
  holders: Holders,
): Promise<AbortController> {
  const began = performance.now()
  let told = began - 1_000
  while (holders.has(options.project)) {
    options.signal?.throwIfAborted()
    const waited = performance.now() - began
    const holder = await leaseHolder(session, options.project, tables, holders)
    if (waited >= options.timeouts.lease) {
      throw new SlipwayError(
        'SW-LOCKED',
        `The deploy lock of ${options.project} is held by ${holder?.owner ?? 'somebody else'} in this process. ` +
          `Waited ${Math.round(waited / 1000)} s. Nothing was changed.`,
        { hint: 'See who holds it:\n  slipway unlock', details: { project: options.project } },
      )
    }
    if (performance.now() - told >= 1_000) {
      told = performance.now()
      options.onWaiting?.(holder, waited)
    }
    await sleep(100, undefined, { signal: options.signal }).catch(() => undefined)
  }
  const controller = new AbortController()
  holders.set(options.project, controller)
  return controller
}

/** Runs `work` while no other work of this process holds the lease. */
export async function withLease<T>(
  session: Session,
  tables: Tables,
  holders: Holders,
  options: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const { project, owner } = options
  await prepareStore(session, tables)
  const controller = await enter(session, options, tables, holders)
  try {
    const token = await session.transaction(
      async (transaction) => {
        await transaction.execute({ text: insertLease(tables), params: [project] })
        const { rows } = await transaction.execute({ text: takeLease(tables), params: [project, owner, null, null] })
        return Number(rows[0]?.['token'])
      },
      { timeouts: ownTimeouts },
    )
    try {
      return await work({ session, token, signal: controller.signal })
    } finally {
      await session.execute({ text: releaseLease(tables), params: [project, token] }).catch(() => undefined)
    }
  } finally {
    if (holders.get(project) === controller) holders.delete(project)
  }
}
