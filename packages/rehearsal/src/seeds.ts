import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SlipwayError, type Statement, type Workspace } from '@slipway/core'
import type { Stage } from './scratch/open-stage.ts'

/** Reads the statements of the config's seed files. Throws `SW-CONFIG` for one that cannot be read. */
export async function readSeeds({ rehearse, environment, dialect }: Workspace): Promise<readonly Statement[]> {
  const read = await Promise.all(
    (rehearse.seed ?? []).map(async (file) => {
      try {
        return dialect.split(await readFile(resolve(environment.cwd, file), 'utf8'), file)
      } catch (error) {
        if (error instanceof SlipwayError) throw error
        throw new SlipwayError('SW-CONFIG', `The seed file ${file} cannot be read. Nothing was changed.`, {
          hint: 'Correct "rehearse.seed" in slipway.config.ts: paths are relative to the project.',
          cause: error,
          details: { file },
        })
      }
    }),
  )
  return read.flat()
}

/** Runs them, so that rows are present. What they say of transactions is passed over: each commits by itself. */
export async function runSeeds({ session, workspace }: Stage, seeds: readonly Statement[]): Promise<void> {
  for (const seed of seeds) {
    if (workspace.dialect.analyze(seed, { server: session.server, preceding: [] }).control) continue
    try {
      await session.execute(seed, { signal: workspace.signal })
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error
      const where = seed.at ? `${seed.at.file}:${seed.at.line}` : 'a seed file'
      throw new SlipwayError('SW-PROOF-FAILED', `${where}: the seed fails: ${error.message}`, {
        hint: 'Seeds run after everything that is applied and before the migrations under test. Correct the file and rehearse again.',
        cause: error,
        details: { ...error.details, ...(seed.at && { file: seed.at.file, line: seed.at.line }) },
      })
    }
  }
}
