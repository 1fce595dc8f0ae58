import type { LoadedConfig } from './config/load-config.ts'
import type { Io } from './io.ts'
import { processIo } from './process-io.ts'
import { setEngine } from './set-engine.ts'
import { printVersion } from './version.ts'

const asksVersion = (argv: readonly string[]): boolean =>
  argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')

/**
 * Parses a command line, calls one library function, renders what it answers. Loads what the call needs, and no more.
 * @returns the exit code; never throws for what a user can cause.
 */
export async function main(argv: readonly string[], io: Io, preset?: LoadedConfig): Promise<number> {
  if (asksVersion(argv)) return printVersion(io)
  const { runLine } = await import('./run-line.ts')
  return runLine(argv, io, preset)
}

/** Milliseconds for which what a configuration left open may keep a finished command from ending. */
const linger = 500

/**
 * Runs this process's own command line. Ends by having nothing left to do: `process.exit` waits for the engine's threads, and
 * one of them that compiles may wait for this one to collect garbage, for ever.
 */
export async function start(): Promise<void> {
  const argv = process.argv.slice(2)
  if (!asksVersion(argv)) await setEngine()
  const io = processIo()
  const code = await main(argv, io)
  await Promise.all([io.out(''), io.note('')])
  // What a configuration left behind may still fail: that says nothing of how the command ended.
  process.on('uncaughtException', () => undefined)
  process.once('exit', () => void (process.exitCode = code))
  setTimeout(() => process.exit(code), linger).unref()
}

// Not awaited: a configuration that imports this package would wait for this module, and this module for it.
if (import.meta.main) void start()
