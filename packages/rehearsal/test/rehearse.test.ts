import { expect, test } from 'vitest'
import type { Driver } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { rehearse, type ProofFailure, type RehearsalReport } from '../src/index.ts'
import { defects, sounds, type Case, type Defect } from './cases.ts'
import { project } from './project.ts'

async function rehearsed(driver: Driver, { before, up, down, allow }: Case): Promise<RehearsalReport> {
  const migrations = {
    V1: { up: before },
    V2: { up, ...(down !== undefined && { down }), ...(allow && { allow }) },
  }
  return rehearse(await project(driver, migrations), { migrations: ['V2'] })
}

function place({ at }: ProofFailure): string | undefined {
  return at && `${at.file.includes('.down.') ? 'down' : 'up'}:${at.line}`
}

async function expectDefect(driver: Driver, defect: Defect): Promise<void> {
  const { failures, proofs } = await rehearsed(driver, defect)
  const said = JSON.stringify(failures, undefined, 2)
  const failure = failures.find(({ of, object }) => of === defect.of && (!defect.object || object === defect.object))
  expect(failure, said).toBeDefined()
  expect(proofs).toEqual([])
  if (defect.before_) expect(failure?.before, said).toMatch(defect.before_)
  if (defect.after_) expect(failure?.after, said).toMatch(defect.after_)
  if (defect.at) expect(failure && place(failure), said).toBe(defect.at)
  if (defect.cure) expect(failure?.cure, said).toMatch(defect.cure)
}

const server = await sharedPostgres(15)

test.for(defects)('PostgreSQL: $title', async (defect) => {
  await using database = await freshDatabase(server)
  await expectDefect(postgres({ url: database.url }), defect)
})

test.for(sounds)('PostgreSQL: $title', async (sound) => {
  await using database = await freshDatabase(server)
  const { failures, proofs } = await rehearsed(postgres({ url: database.url }), sound)
  expect(failures).toEqual([])
  expect(proofs.map((proof) => proof.class)).toEqual([sound.class])
})

test('PGlite: every kind of verdict in one rehearsal', async () => {
  const chosen = [...defects.slice(0, 1), ...defects.filter(({ of }) => of === 'down-failed').slice(0, 1)]
  const chain = [...chosen, ...sounds.slice(1, 3)].map(({ up, down, before }, index) => [
    [`V${index}a`, { up: `CREATE SCHEMA s${index};\nSET search_path = s${index};\n${before}`, down: null }],
    [
      `V${index}b`,
      { up: `SET search_path = s${index};\n${up}`, ...(down && { down: `SET search_path = s${index};\n${down}` }) },
    ],
  ])
  const report = await rehearse(await project(pglite(), Object.fromEntries(chain.flat())), {
    migrations: ['V0b', 'V1b', 'V2b', 'V3b'],
  })
  expect(report.failures.map(({ of, migrations }) => [of, ...migrations])).toEqual([
    ['differs', 'V0b'],
    ['down-failed', 'V1b'],
  ])
  expect(report.proofs.map(({ class: proved, migrations }) => [proved, migrations[0]?.id])).toEqual([
    ['exact', 'V2b'],
    ['exact', 'V3b'],
  ])
  expect(report.where.server.flavor).toBe('pglite')
})
