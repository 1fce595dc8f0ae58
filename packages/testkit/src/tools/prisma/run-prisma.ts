import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The version of the Prisma CLI that runs. */
export const prismaVersion = '7.10.1'

/** What a run of the Prisma CLI is given. */
export interface PrismaOptions {
  /** Of a PostgreSQL database: what `DATABASE_URL` says, which the project's `prisma.config.ts` has to read. */
  readonly url: string
  /** Added to the environment, which is otherwise empty but for PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>
}

/** What a run of the Prisma CLI gave. A failure is an answer: tests ask for it. */
export interface PrismaRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

// A wrapper of ours and not the module itself: what the CLI starts must be executable, and know how Node reads it.
async function engineProgram(folder: string): Promise<string> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const module = fileURLToPath(new URL(`schema-engine.${extension}`, import.meta.url))
  const path = join(folder, 'schema-engine')
  const quoted = [process.execPath, '--no-warnings', module].map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
  await writeFile(path, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`, { mode: 0o755 })
  return path
}

/**
 * Runs the real Prisma CLI against PostgreSQL, without a network and without a terminal.
 *
 * What it is: Prisma's own command line and Prisma's own schema engine, the one that is published for WebAssembly, behind
 * a child process of ours that speaks the native engine's protocol. What it is not: the native engine, which is fetched
 * from Prisma's servers; its text of a database's errors differs, and it knows MySQL. Nobody answers questions here:
 * `migrate dev` needs `--name`, and fails where Prisma asks whether data may be lost. Not for Windows.
 *
 * @param folder of the project.
 */
export async function runPrisma(folder: string, args: readonly string[], options: PrismaOptions): Promise<PrismaRun> {
  const manifest = createRequire(import.meta.url).resolve('prisma/package.json')
  const program = join(dirname(manifest), 'build/index.js')
  const temporary = await mkdtemp(join(tmpdir(), 'slipway-prisma-'))
  const { PATH, HOME } = process.env
  const env = {
    PATH,
    HOME,
    NO_COLOR: '1',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    PRISMA_SCHEMA_ENGINE_BINARY: await engineProgram(temporary),
    DATABASE_URL: options.url,
    ...options.env,
  }
  try {
    return await new Promise<PrismaRun>((resolve) => {
      const child = execFile(
        process.execPath,
        [program, ...args],
        { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(child.exitCode ?? 1), stdout, stderr })
        },
      )
      child.stdin?.end()
    })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
