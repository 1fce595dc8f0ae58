import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { pglite } from '@slipway/driver-pglite'
import { main } from '../src/main.ts'
import { recorder } from './recorder.ts'

/** What a command left. */
export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
}

/** A folder with migrations and an embedded database of its own. */
export interface Project {
  readonly folder: string
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Runs a command without a terminal. */
  run(...argv: string[]): Promise<Ran>
  /** Runs a command on a terminal that answers. */
  answer(answers: readonly string[], ...argv: string[]): Promise<Ran>
  remove(): Promise<void>
}

/** Makes a project in a temporary folder. */
export async function makeProject(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-project-'))
  await mkdir(join(folder, 'migrations'))
  const write: Project['write'] = async (texts) => {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, 'migrations', name), text)
  }
  await write(files)
  const driver = pglite()
  // One open session keeps the embedded database from one command to the next.
  const session = await driver.connect()
  const config = {
    driver,
    adapter: sql({ locations: 'migrations' }),
  }
  const run = async (argv: readonly string[], answers?: readonly string[]): Promise<Ran> => {
    const terminal = recorder({ cwd: folder, ...(answers === undefined ? {} : { answers }) })
    const exit = await main(argv, terminal.io, { config, folder, file: 'slipway.config.ts' })
    return { exit, out: terminal.out(), err: terminal.err() }
  }
  return {
    folder,
    write,
    run: (...argv) => run(argv),
    answer: (answers, ...argv) => run(argv, answers),
    async remove() {
      await session.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Takes out of a text what differs from run to run: times, hashes, folders, versions. */
export function steady(text: string): string {
  return text
    .replaceAll(/\b\d{2}:\d{2}:\d{2}\b/g, 'HH:MM:SS')
    .replaceAll(/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}\b/g, 'DATE')
    .replaceAll(/\b\d+(?:\.\d+)? m?s(?![a-z])/g, 'N ms')
    .replaceAll(/\b[0-9a-f]{8}\b/g, 'HASH')
    .replaceAll(/PostgreSQL [\d.]+/g, 'PostgreSQL VERSION')
    .replaceAll(/\S*slipway-project-\w+/g, 'FOLDER')
    .replaceAll(/\S+@\S+ \(pid \d+\)/g, 'WHO')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, 'DAY')
}
