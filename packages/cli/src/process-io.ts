import { write } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Io } from './io.ts'

/** Writes to a terminal, which takes everything; on Windows only its stream knows how to show more than ASCII. */
function terminalWriter(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  return (text) => new Promise((resolve) => stream.write(text, () => resolve()))
}

/** Milliseconds between two writes of progress to a pipe or a file. */
const apart = 20

/**
 * Writes to a pipe or a file off the main thread, in order, so that a pipe that nobody reads stops neither heartbeat nor
 * timers. An empty text hurries what waits. A reader that went away (`| head`) is no error.
 */
function pipeWriter(descriptor: number): (text: string) => Promise<void> {
  let waiting = ''
  let draining: Promise<void> | undefined
  let written = -Infinity
  let hurry: (() => void) | undefined
  const send = (bytes: Buffer) =>
    new Promise<number>((resolve, reject) => {
      write(descriptor, bytes, (error, written) => (error === null ? resolve(written) : reject(error)))
    })
  const sendAll = async (text: string) => {
    let rest: Buffer = Buffer.from(text)
    while (rest.length > 0) {
      try {
        rest = rest.subarray(await send(rest))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
        await sleep(20)
      }
    }
  }
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  // What comes soon after something was written goes out together: each write costs as much as a short migration does.
  const drain = async () => {
    while (waiting !== '') {
      const early = written + apart - performance.now()
      if (early > 0) await pause(early)
      const text = waiting
      waiting = ''
      await sendAll(text)
      written = performance.now()
    }
    draining = undefined
  }
  return (text) => {
    waiting += text
    if (text === '') hurry?.()
    else draining ??= drain()
    return draining ?? Promise.resolve()
  }
}

function writer(stream: NodeJS.WriteStream & { readonly fd: number }): (text: string) => Promise<void> {
  return stream.isTTY ? terminalWriter(stream) : pipeWriter(stream.fd)
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await prompt.question(question, { signal })
  } catch {
    return ''
  } finally {
    prompt.close()
  }
}

/** The real terminal, and the signals of this process. */
export function processIo(): Io {
  const controller = new AbortController()
  const note = writer(process.stderr)
  let interrupted: 'SIGINT' | 'SIGTERM' | undefined
  const interrupt = (signal: 'SIGINT' | 'SIGTERM') => {
    if (interrupted !== undefined) process.exit(signal === 'SIGINT' ? 130 : 143)
    interrupted = signal
    controller.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt(signal))
  return {
    cwd: process.cwd(),
    env: process.env,
    terminal: {
      out: process.stdout.isTTY === true,
      err: process.stderr.isTTY === true,
      columns: process.stderr.columns ?? 100,
    },
    out: writer(process.stdout),
    note,
    ...(process.stderr.isTTY === true && process.stdin.isTTY === true
      ? { ask: (question: string) => ask(question, controller.signal) }
      : {}),
    signal: controller.signal,
    interrupted: () => interrupted,
  }
}
