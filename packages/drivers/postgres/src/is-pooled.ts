import type { PgWire } from './pg-wire.ts'

const patience = 3_000

const processOf = async (wire: PgWire): Promise<string> =>
  String((await wire.script('SELECT pg_backend_pid()::text AS pid'))[0]?.rows[0]?.['pid'])

const orNothing = <T>(promise: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    promise.catch(() => undefined),
    new Promise<undefined>((wake) => setTimeout(() => wake(undefined), patience).unref()),
  ])

/**
 * Tells whether something between us and the server lends server sessions per transaction. A proxy that speaks the
 * protocol announces a process of its own making, and another port than ours reaches the server; only then two
 * connections, both open and neither in a transaction, are compared: behind a pooler they meet in one process, or one of
 * them wanders. When the second one gets no answer, nothing is proved and the careful answer is given.
 */
export async function isPooled(
  wire: PgWire,
  seen: { readonly pid: string; readonly port: number | null },
  another: () => Promise<PgWire>,
): Promise<boolean> {
  const sameProcess = String(wire.announced) === seen.pid
  const samePort = seen.port === null || wire.localPort === undefined || seen.port === wire.localPort
  if (sameProcess && samePort) return false

  const opening = another()
  const second = await orNothing(opening)
  if (second === undefined) {
    void opening.then((late) => late.destroy()).catch(() => undefined)
    return true
  }
  try {
    let previous = ''
    for (let round = 0; round < 4; round += 1) {
      const theirs = await orNothing(processOf(second))
      const ours = await orNothing(processOf(wire))
      if (theirs === undefined || ours === undefined || ours !== seen.pid || ours === theirs) return true
      if (previous !== '' && theirs !== previous) return true
      previous = theirs
    }
    return false
  } finally {
    second.destroy()
  }
}
