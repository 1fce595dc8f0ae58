import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { readSteps, type ErrorCode } from '@slipway/core'
import type { Adapter, CreateRequest, Dialect, LoadContext, Location, Migration, Step } from '@slipway/core/plugin'
import { claim, each, refusal } from '../conformance/check.ts'
import { pluginCheck, type PluginCheck } from './plugin-check.ts'

/** Text files by their path in a project. */
export type Files = Readonly<Record<string, string>>

/** What must be read of one migration. Steps are compared by their text, those of code as `module#export`. */
export interface StatedMigration {
  readonly id: string
  readonly title?: string
  readonly up: readonly string[]
  /** `null`: stated to be irreversible. Left out: nothing was written. */
  readonly down?: readonly string[] | null
  readonly repeatable?: boolean
}

/** A project and all that must be read of it. */
export interface AdapterProject {
  readonly name: string
  readonly files: Files
  /** In this order. */
  readonly migrations: readonly StatedMigration[]
  /** Edits of one file, and the migration whose checksum each must change; all others keep theirs. */
  readonly edits?: readonly { readonly file: string; readonly text: string; readonly changes: string }[]
}

/** A project that cannot be read, and where that is said. */
export interface RefusedProject {
  readonly name: string
  readonly files: Files
  readonly code: ErrorCode
  readonly file: string
  readonly line?: number
}

/** All that the tester needs of an adapter. */
export interface AdapterSubject {
  adapter(): Adapter
  /** A dialect that reads the texts in the projects. */
  dialect(): Promise<Dialect>
  readonly projects: readonly AdapterProject[]
  readonly refused: readonly RefusedProject[]
}

const request: CreateRequest = { title: 'add a status', now: new Date('2026-01-22T10:00:00Z') }

async function inProject<T>(
  subject: AdapterSubject,
  files: Files,
  work: (context: LoadContext) => Promise<T>,
): Promise<T> {
  const cwd = await mkdtemp(join(tmpdir(), 'slipway-adapter-'))
  try {
    await write(cwd, files)
    return await work({ cwd, dialect: await subject.dialect() })
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

async function write(cwd: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true })
    await writeFile(join(cwd, path), text)
  }
}

function textOf(step: Step): string {
  if ('text' in step) return step.text
  return step.kind === 'code' ? `${step.ref.module}#${step.ref.export}` : `gate ${step.gate}`
}

function facts(migration: Migration, { title, repeatable }: StatedMigration): StatedMigration {
  const { id, up, down } = migration
  return {
    id,
    up: up.map(textOf),
    ...(down === undefined ? {} : { down: down === null ? null : down.map(textOf) }),
    ...(title === undefined ? {} : { title: migration.title }),
    ...(repeatable === undefined ? {} : { repeatable: migration.repeatable }),
  }
}

function claimPlace(at: Location | undefined, files: Files): void {
  if (at === undefined) return
  const text = files[at.file]
  claim(text !== undefined, `a place names ${at.file}, which is no file of the project by its relative path`)
  claim(at.line >= 1 && at.line <= text.split('\n').length, `${at.file} has no line ${at.line}`)
}

// What is `undefined` is left out by JSON, and means the same.
function stated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stated)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(kept.map(([key, inner]) => [key, stated(inner)]))
}

/** Checksums by id. */
const checksums = (migrations: readonly Migration[]) =>
  Object.fromEntries(migrations.map(({ id, checksum, downChecksum }) => [id, { checksum, downChecksum }]))

/** What holds of every adapter. Its bridge is not looked at: that takes the framework's own tool and table. */
export function adapterChecks(subject: AdapterSubject): readonly PluginCheck[] {
  const { projects, refused } = subject
  const load = (files: Files) =>
    inProject(subject, files, async (context) => readSteps(await subject.adapter().load(context)))
  const name = ({ name }: { readonly name: string }): string => name
  const checks: PluginCheck[] = [
    pluginCheck('adapter', subject.adapter),
    {
      id: 'adapter.load',
      title: 'of each project it reads what is stated, in that order',
      async run() {
        claim(projects.length > 0, 'the subject has no project')
        await each(projects, name, async ({ files, migrations }) => {
          const found = await load(files)
          const blank: StatedMigration = { id: '', up: [] }
          assert.deepEqual(
            found.map((each, index) => facts(each, migrations[index] ?? blank)),
            migrations,
          )
        })
      },
    },
    {
      id: 'adapter.twice',
      title: 'a second adapter reads the same in another folder, and the same checksums where lines end in CRLF',
      run: () =>
        each(projects, name, async ({ files }) => {
          const once = await load(files)
          assert.deepEqual(await load(files), once)
          const windows = Object.entries(files).map(([path, text]) => [path, text.replaceAll(/\r?\n/g, '\r\n')])
          assert.deepEqual(checksums(await load(Object.fromEntries(windows))), checksums(once))
        }),
    },
    {
      id: 'adapter.values',
      title: 'what it reads survives a JSON round trip, checksums are SHA-256 and places are in the files',
      run: () =>
        each(projects, name, async ({ files }) => {
          const found = await load(files)
          assert.deepEqual(stated(found), JSON.parse(JSON.stringify(found)))
          for (const { id, checksum, downChecksum, location, downLocation, up, down } of found) {
            for (const sum of [checksum, downChecksum ?? checksum])
              claim(/^[0-9a-f]{64}$/.test(sum), `${id}: ${sum} is no SHA-256`)
            for (const at of [location, downLocation, ...[...up, ...(down ?? [])].map((step) => step.at)])
              claimPlace(at, files)
          }
        }),
    },
    {
      id: 'adapter.edits',
      title: 'an edit changes the checksum of its migration and of no other',
      async run() {
        claim(
          projects.some(({ edits = [] }) => edits.length > 0),
          'the subject has no edit',
        )
        await each(projects, name, async ({ files, edits = [] }) => {
          const before = await load(files)
          for (const { file, text, changes } of edits) {
            claim(files[file] !== undefined && files[file] !== text, `${file} is not edited`)
            const was = checksums(before)
            const is = checksums(await load({ ...files, [file]: text }))
            const differing = Object.keys(was).filter((id) => JSON.stringify(was[id]) !== JSON.stringify(is[id]))
            assert.deepEqual(differing, [changes])
          }
        })
      },
    },
    {
      id: 'adapter.refused',
      title: 'what cannot be read is an error with code, file and line, never left out',
      async run() {
        claim(refused.length > 0, 'the subject has no project that cannot be read')
        await each(refused, name, async ({ files, code, file, line }) => {
          const error = await refusal(load(files), 'the project')
          assert.deepEqual(
            {
              code: error.code,
              file: error.details['file'],
              ...(line === undefined ? {} : { line: error.details['line'] }),
            },
            { code, file, ...(line === undefined ? {} : { line }) },
          )
        })
      },
    },
  ]
  return subject.adapter().create === undefined
    ? checks
    : [
        ...checks,
        {
          id: 'adapter.create',
          title: 'files that it makes for a new migration are new, relative and read as one more',
          run: () =>
            each(projects, name, ({ files }) =>
              inProject(subject, files, async (context) => {
                const adapter = subject.adapter()
                const made = await adapter.create?.(request, context)
                claim(made !== undefined && made.length > 0, 'it made no file')
                for (const { path } of made) {
                  claim(!isAbsolute(path) && !/\\|(^|\/)\.\.(\/|$)/.test(path), `${path} is no path in the project`)
                  claim(!existsSync(join(context.cwd, path)), `${path} is there already, or was written by it`)
                }
                const before = checksums(await adapter.load(context))
                await write(context.cwd, Object.fromEntries(made.map(({ path, content }) => [path, content])))
                const after = await subject.adapter().load(context)
                const added = after.filter(({ id }) => before[id] === undefined)
                assert.deepEqual([added.length, after.length], [1, Object.keys(before).length + 1])
                assert.deepEqual(checksums(after.filter(({ id }) => before[id] !== undefined)), before)
              }),
            ),
        },
      ]
}
