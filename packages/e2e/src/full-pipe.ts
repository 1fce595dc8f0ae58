import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A pipe that is full to the last byte. */
export interface FullPipe extends AsyncDisposable {
  /** For a process to write to: blocks. */
  readonly descriptor: number
  /** Reads what is in it now; gives the text. */
  drain(): string
}

function untilAgain(step: () => number): void {
  try {
    while (step() > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
}

/** Makes one. */
export async function fullPipe(): Promise<FullPipe> {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-pipe-'))
  const path = join(dir, 'pipe')
  await run('mkfifo', [path])
  const ours = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const descriptor = openSync(path, constants.O_WRONLY)
  const byte = Buffer.from('.')
  untilAgain(() => writeSync(ours, Buffer.alloc(4096, '.')))
  untilAgain(() => writeSync(ours, byte))
  return {
    descriptor,
    drain() {
      const buffer = Buffer.alloc(65_536)
      let text = ''
      untilAgain(() => {
        const length = readSync(ours, buffer)
        text += buffer.toString('utf8', 0, length)
        return length
      })
      return text
    },
    async [Symbol.asyncDispose]() {
      closeSync(descriptor)
      closeSync(ours)
      await rm(dir, { recursive: true })
    },
  }
}
