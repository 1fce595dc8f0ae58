import { compareSchemas } from '@slipway/core'
import { foldDifferences } from './judge/fold-differences.ts'
import { changedTables } from './judge/judge-data.ts'
import { readable } from './judge/readable.ts'
import { snapshot, type Snapshot } from './observe/snapshot.ts'
import type { Study } from './observe/study.ts'
import type { ProofFailure, TestCommand } from './report.ts'
import type { Stage } from './scratch/open-stage.ts'

/** Runs the application's tests against the scratch. Answers whether they left rows that were not there. */
export async function runTests(
  { workspace, session, scratch, flush, forget }: Stage,
  study: Study,
  before: Snapshot,
  test: TestCommand,
  failures: ProofFailure[],
): Promise<boolean> {
  const migrations = study.migrations.map(({ id }) => id)
  await flush()
  const { code } = await test.run(test.command, { [test.variable ?? 'DATABASE_URL']: scratch.url })
  if (code !== 0) {
    failures.push({
      code: 'SW-PROOF-FAILED',
      of: 'test-failed',
      migrations,
      message: `with ${migrations.at(-1)} applied, the tests end with ${code}`,
      details: { code },
    })
  }
  forget()
  const after = await snapshot(session, study.touched)
  const differences = compareSchemas(before.schema, after.schema, workspace.ignore)
  const [changed] = foldDifferences(differences, before.schema, after.schema)
  if (changed) {
    failures.push({
      code: 'SW-PROOF-FAILED',
      of: 'test-changed-schema',
      migrations,
      message: `the tests changed the schema: ${readable(changed.object)}`,
      object: changed.object,
      before: changed.before,
      after: changed.after,
      hint: 'Let them use the database as it is: it is migrated already.',
    })
  }
  return changedTables(before, after).length > 0
}
