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

test.for([...defects.slice(0, 2), ...defects.filter(({ of }) => of === 'data').slice(0, 1)])(
  'PGlite: $title',
  (defect) => expectDefect(pglite(), defect),
)

test.for(sounds.slice(0, 4))('PGlite: $title', async (sound) => {
  const { failures, proofs } = await rehearsed(pglite(), sound)
  expect(failures).toEqual([])
  expect(proofs.map((proof) => proof.class)).toEqual([sound.class])
})
