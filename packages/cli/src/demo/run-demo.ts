import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Driver, SlipwayConfig } from '@slipway/core'
import type { Io } from '../io.ts'
import { main } from '../main.ts'
import { styleFor } from '../render/style.ts'
import { count, duration } from '../render/text.ts'
import { addStatusDown, addStatusUp, dropNoteDown, dropNoteUp, firstMigrations } from './demo-files.ts'

/** What the demo came to, for `--json`. */
export interface DemoResult {
  readonly commands: readonly { readonly command: string; readonly exit: number }[]
  readonly milliseconds: number
}

/** One demo: a project in a folder of its own, and the commands that were run in it. */
interface Stage {
  readonly folder: string
  /** Runs a command and shows it. Throws when it does not end as it must. */
  show(argv: readonly string[], expected?: number): Promise<void>
  /** Runs a command without showing what it prints. */
  quietly(argv: readonly string[]): Promise<void>
  readonly driver: Driver
}

/** What the orders hold: how many, and a checksum over all of them. */
async function contentOfOrders({ driver }: Stage): Promise<{ readonly rows: number; readonly checksum: string }> {
  const table = 'table:public.orders'
  const session = await driver.connect()
  try {
    const [rows, checksums] = [await session.countRows([table]), await session.contentChecksums([table])]
    return { rows: rows[table] ?? 0, checksum: checksums[table] ?? '' }
  } finally {
    await session.close()
  }
}

async function openStage(folder: string, io: Io, ran: { command: string; exit: number }[]): Promise<Stage> {
  const { pglite } = await import('@slipway/driver-pglite')
  const { sql } = await import('@slipway/adapter-sql')
  const driver = pglite({ directory: join(folder, 'database') })
  const config: SlipwayConfig = {
    driver,
    adapter: sql({ locations: 'migrations' }),
  }
  const preset = { config, folder, file: 'slipway.config.ts' }
  const run = async (argv: readonly string[], to: Io, expected: number) => {
    const exit = await main(argv, to, preset)
    ran.push({
      command: `slipway ${argv.map((word) => (/[\s"]/.test(word) ? JSON.stringify(word) : word)).join(' ')}`,
      exit,
    })
    if (exit !== expected) throw new Error(`slipway ${argv.join(' ')} ended with ${exit}, not ${expected}`)
  }
  const inside: Io = { ...io, cwd: folder, out: io.note, terminal: { ...io.terminal, out: io.terminal.err } }
  return {
    folder,
    driver,
    async show(argv, expected = 0) {
      const words = argv.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')
      await io.note(`$ slipway ${words}\n`)
      await run(argv, inside, expected)
      await io.note('\n')
    },
    async quietly(argv) {
      const said: string[] = []
      const keep = async (text: string) => void said.push(text)
      await run(argv, { ...inside, out: keep, note: keep }, 0).catch((error: unknown) => {
        throw new Error(said.join(''), { cause: error })
      })
    },
  }
}

/** Writes what the author of the newest migration would: its up and its down. Answers its id. */
async function fill(stage: Stage, up: string, down: string): Promise<string> {
  const folder = join(stage.folder, 'migrations')
  const name = (await readdir(folder))
    .filter((file) => file.startsWith('V'))
    .toSorted()
    .at(-1)
  if (name === undefined) throw new Error('slipway new wrote no migration')
  await writeFile(join(folder, name), up)
  await writeFile(join(folder, name.replace('V', 'U')), down)
  return name.replace(/__.*$/, '')
}

async function play(stage: Stage, io: Io): Promise<void> {
  await mkdir(join(stage.folder, 'migrations'))
  for (const [name, text] of Object.entries(firstMigrations))
    await writeFile(join(stage.folder, 'migrations', name), text)
  await stage.quietly(['apply'])

  await stage.show(['new', 'add status to orders'])
  await fill(stage, addStatusUp, addStatusDown)
  await stage.show(['plan'])
  const before = await contentOfOrders(stage)
  await stage.show(['apply'])
  await stage.show(['rollback', '--yes'])
  const after = await contentOfOrders(stage)
  if (after.rows !== before.rows || after.checksum !== before.checksum)
    throw new Error('the rollback changed the orders')
  await io.note(`${styleFor(io, 'err').good('✓')} and orders: ${count(after.rows, 'row')}, same content as before\n\n`)

  await io.note('Now a rollback that looks right and is not: its down brings the column back without its NOT NULL.\n')
  await stage.quietly(['new', 'drop note'])
  await stage.show(['rehearse', await fill(stage, dropNoteUp, dropNoteDown)], 10)
}

/** Plays the demo in a temporary folder that goes away, whatever happens. */
export async function runDemo(io: Io): Promise<DemoResult> {
  const began = performance.now()
  const ran: { command: string; exit: number }[] = []
  const folder = await mkdtemp(join(tmpdir(), 'slipway-demo-'))
  try {
    await io.note(
      'Slipway on PostgreSQL, embedded in this process. It lives in a temporary folder and goes away at the end.\n\n',
    )
    const stage = await openStage(folder, io, ran)
    // One open session keeps the embedded server up from one command to the next.
    const session = await stage.driver.connect()
    try {
      await play(stage, io)
    } finally {
      await session.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const milliseconds = performance.now() - began
  await io.note(`Done in ${duration(milliseconds)}. On your own database: docs/guide/getting-started.md\n`)
  return { commands: ran, milliseconds }
}
