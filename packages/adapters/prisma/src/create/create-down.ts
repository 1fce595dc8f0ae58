import { SlipwayError } from '@slipway/core'
import { didYouMean } from '@slipway/core/adapter'
import type { DownRequest, LoadContext, NewFile } from '@slipway/core/plugin'
import { diff } from '../engine/diff.ts'
import { loadMigrations } from '../files/load.ts'
import type { PrismaProject } from '../project/project.ts'
import { relativePath } from '../project/relative-path.ts'
import { declaredBy } from './declared-by.ts'
import { downFile } from './down-file.ts'
import { derived, findDown, type Candidate } from './find-down.ts'
import { openStage, statementsOf } from './stage.ts'

/**
 * Writes the way back of a migration that has none. Reverses taken from what was there before each statement know what
 * people wrote by hand, which Prisma's own comparison of two schemas does not see; it is asked where they fail.
 *
 * @param schema where tables stand that name none.
 * @throws SW-USAGE for a migration that is not there or has a down; SW-IRREVERSIBLE when no way back is known;
 * SW-PROOF-FAILED when the migrations before it cannot be replayed.
 */
export async function createDown(
  request: DownRequest,
  context: LoadContext,
  project: PrismaProject,
  schema: string,
): Promise<readonly NewFile[]> {
  const migrations = loadMigrations(project, context).map(({ migration }) => migration)
  const index = migrations.findIndex(({ id }) => id === request.migration)
  const migration = migrations[index]
  if (migration === undefined) {
    const meant = didYouMean(
      request.migration,
      migrations.map(({ id }) => id),
    )
    throw new SlipwayError('SW-USAGE', `There is no migration ${request.migration}. Nothing was written.`, {
      hint: meant === undefined ? 'slipway status   shows their names' : `slipway new --down ${meant}`,
    })
  }
  if (migration.down !== undefined) {
    const where = migration.downLocation?.file ?? migration.location.file
    throw new SlipwayError('SW-USAGE', `${where} says how ${migration.id} is undone. Nothing was written.`, {
      hint: 'slipway rehearse   proves it',
    })
  }
  const before = migrations.slice(0, index)
  const open = () =>
    openStage(request.scratch, { dialect: context.dialect, schema, begin: project.initShadowDb, migrations: before })
  const compared: Candidate = async ({ session }) => {
    if (project.provider !== 'postgresql') return undefined
    const past = await open()
    try {
      return await diff(session, past.session, declaredBy(project, schema))
    } finally {
      await past.end()
    }
  }
  const trial = { dialect: context.dialect, id: migration.id, up: statementsOf(migration), open }
  const refused: string[] = []
  const down = await findDown(trial, [derived, compared], (why) => refused.push(why))
  if (down === undefined) {
    throw new SlipwayError(
      'SW-IRREVERSIBLE',
      `No way back is known for ${migration.id}${refused.map((why) => `; tried and refused: ${why}`).join('')}. Nothing was written.`,
      {
        hint: `Write ${migration.location.file.replace(/[^/]+$/, 'down.sql')} by hand; slipway rehearse ${migration.id} tries it.`,
      },
    )
  }
  return [downFile(relativePath(context.cwd, project.migrations), migration.id, down)]
}
