import { existsSync, rmSync, statSync, utimesSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { SlipwayError, failureKind, ownTimeouts } from '@slipway/core'
import type { Lease, LeaseHolder, LeaseOptions, Session } from '@slipway/core/plugin'
import { openConnection } from './connection.ts'
import { isBusy } from './failure.ts'
import { checkToken, isPrepared, journal, type Run } from './store.ts'

/** The operating system frees the lock on this file when its holder dies: no clock has to tell whether it lives. */
const lockFile = (file: string, project: string): string => `${file}-lease-${encodeURIComponent(project)}`

function lock(path: string): DatabaseSync | undefined {
  const db = new DatabaseSync(path)
  try {
    db.exec('BEGIN EXCLUSIVE')
    return db
  } catch (thrown) {
    db.close()
    if (isBusy(thrown)) return undefined
    throw thrown
  }
}

/** Who holds the deploy lock: a row counts for nothing when nobody has the file. */
export async function holder(session: Session, file: string, project: string): Promise<LeaseHolder | undefined> {
  const run = async (text: string) =>
    (await session.execute({ text, params: text.includes('?') ? [project] : [] })).rows
  if (!(await isPrepared(run))) return undefined
  const [row] = await run(
    `SELECT token, owner, (julianday('now') - since) * 86400000 AS held FROM slipway_lease WHERE project = ?`,
  )
  if (row === undefined || row['owner'] === null) return undefined
  const path = lockFile(file, project)
  if (!existsSync(path)) return undefined
  const free = lock(path)
  free?.close()
  if (free !== undefined) return undefined
  const beat = Math.round(statSync(path).mtimeMs)
  return { owner: String(row['owner']), token: Number(row['token']), heldFor: Number(row['held']), beat }
}

/** Takes the lock away: the old holder keeps a file that nobody looks at, and a token that nobody takes. */
export async function breakLease(session: Session, file: string, project: string): Promise<void> {
  await journal(session, project).prepare()
  const text = 'UPDATE slipway_lease SET token = token + 1, owner = NULL WHERE project = ?'
  await session.execute({ text, params: [project] })
  rmSync(lockFile(file, project), { force: true })
}

async function enter(session: Session, file: string, options: LeaseOptions): Promise<DatabaseSync> {
  const began = performance.now()
  for (;;) {
    options.signal?.throwIfAborted()
    const held = lock(lockFile(file, options.project))
    if (held !== undefined) return held
    const waited = performance.now() - began
    const by = await holder(session, file, options.project)
    if (waited >= options.timeouts.lease) {
      const who = `${options.project} is held by ${by?.owner ?? 'another process'}`
      throw new SlipwayError('SW-LOCKED', `The deploy lock of ${who}. Nothing was changed.`, { hint: 'slipway unlock' })
    }
    options.onWaiting?.(by, waited)
    await sleep(100, undefined, { signal: options.signal }).catch(() => undefined)
  }
}

/** Shows that the holder lives, and tells it when its lock was taken away. */
function watch(file: string, project: string, token: number, lost: (error: unknown) => void): () => void {
  const own = openConnection(file)
  const run: Run = async (text, params) => (await own.run(text, params, 0)).rows
  const beat = async (): Promise<void> => {
    try {
      await checkToken(run, project, token)
      utimesSync(lockFile(file, project), new Date(), new Date())
    } catch (thrown) {
      if (failureKind(thrown) === 'lease-lost') lost(thrown)
    }
  }
  const timer = setInterval(() => void beat(), 250)
  return () => {
    clearInterval(timer)
    own.db.close()
  }
}

/** Runs `work` while holding the deploy lock. */
export async function withLease<T>(
  session: Session,
  file: string,
  options: LeaseOptions,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const { project, owner } = options
  await journal(session, project).prepare()
  const held = await enter(session, file, options)
  const lost = new AbortController()
  try {
    const take = `INSERT INTO slipway_lease VALUES (?, 1, ?, julianday('now')) ON CONFLICT DO UPDATE
      SET token = token + 1, owner = excluded.owner, since = excluded.since RETURNING token`
    const { rows } = await session.execute({ text: take, params: [project, owner] }, { timeouts: ownTimeouts })
    const token = Number(rows[0]?.['token'])
    const stop = watch(file, project, token, (error) => lost.abort(error))
    try {
      return await work({ session, token, signal: lost.signal })
    } finally {
      stop()
      const text = 'UPDATE slipway_lease SET owner = NULL WHERE project = ? AND token = ?'
      await session.execute({ text, params: [project, token] })
    }
  } finally {
    held.close()
  }
}
