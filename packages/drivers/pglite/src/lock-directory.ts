import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { SlipwayError } from '@slipway/core'
import { processStart } from './process-start.ts'

interface Holder {
  readonly pid: number
  readonly start: string
  readonly host: string
}

/** Lets the directory go. Works while the process exits. */
export type Unlock = () => void

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw thrown
  }
}

const isAlive = (holder: Holder): boolean => {
  // Of another machine, over a shared file system, nothing can be told.
  if (holder.host !== hostname()) return true
  const start = processStart(holder.pid)
  return start !== undefined && (start === 'alive' || start === holder.start)
}

/** Puts a complete file in place, unless there is one already. */
function claim(file: string, draft: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  }
}

/**
 * Takes the lock from a dead process. Whoever does so first claims a file that is named after that process, so that of
 * many only one replaces the lock, and none replaces a lock that was already taken over.
 */
function takeOver(file: string, draft: string, dead: Holder): boolean {
  const guard = `${file}.${dead.pid}-${dead.start.replaceAll(/\W/g, '')}`
  if (!claim(guard, draft)) return false
  try {
    const now = read(file)
    if (now?.pid !== dead.pid || now.start !== dead.start) return false
    renameSync(draft, file)
    return true
  } finally {
    rmSync(guard, { force: true })
  }
}

function held(directory: string, file: string, holder: Holder | undefined): SlipwayError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new SlipwayError('SW-DIRECTORY-LOCKED', `${directory} is open in ${who}. Nothing was changed.`, {
    hint: `Wait for it or end it. If no such process exists any more: rm ${file}*`,
    details: { directory, ...(holder === undefined ? {} : { pid: holder.pid, host: holder.host }) },
  })
}

/**
 * Takes the directory for this process: two processes in one PGlite directory lose rows without an error. The lock is a
 * file beside it; that of a process that is gone is taken over.
 *
 * @throws SW-DIRECTORY-LOCKED naming the process that has it.
 */
export function lockDirectory(directory: string): Unlock {
  const file = `${directory}.lock`
  const own: Holder = { pid: process.pid, start: processStart(process.pid) ?? 'alive', host: hostname() }
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx' })
  try {
    if (!claim(file, draft)) {
      const holder = read(file)
      if (holder !== undefined && (isAlive(holder) || !takeOver(file, draft, holder)))
        throw held(directory, file, holder)
      if (holder === undefined && !claim(file, draft)) throw held(directory, file, read(file))
    }
  } finally {
    rmSync(draft, { force: true })
  }
  const release = (): void => {
    process.off('exit', release)
    rmSync(file, { force: true })
  }
  process.once('exit', release)
  return release
}
