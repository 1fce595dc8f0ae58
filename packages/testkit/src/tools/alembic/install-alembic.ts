import { rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { EngineError } from '../../engines/engine-error.ts'
import { installEngine } from '../../engines/install-engine.ts'
import { findPython, runPip, type Python } from '../../engines/python.ts'
import { reasonOf } from '../../engines/reason-of.ts'

/** The Alembic that the tests run. */
export const alembicVersion: string = '1.20.1'

const packages = [
  `alembic==${alembicVersion}`,
  'SQLAlchemy==2.1.9',
  'Mako==1.4.3',
  'MarkupSafe==3.0.4',
  'typing_extensions==4.16.0',
  'psycopg==3.3.9',
  'psycopg-binary==3.3.9',
  'PyMySQL==1.2.4',
  'cryptography==50.0.2',
  'cffi==2.1.1',
  'pycparser==3.12',
]

/** A Python that can import Alembic. */
export interface AlembicPython extends Python {
  /** The folder of Alembic and what it needs. */
  readonly modules: string
}

/**
 * A Python that can import Alembic, SQLAlchemy, psycopg and PyMySQL: this machine's or Debian's, with packages of their own
 * that are fetched with pip when they are not there yet.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError when Python cannot be had or pip finds no such packages.
 */
export async function installAlembic(report: (line: string) => void = () => {}): Promise<AlembicPython> {
  const python = await findPython()
  const home = await installEngine(`alembic-${alembicVersion}`, async (folder) => {
    report(`fetching Alembic ${alembicVersion}`)
    try {
      await runPip(
        ['install', '--no-deps', '--only-binary=:all:', '--target', join(folder, 'modules'), ...packages],
        folder,
      )
    } catch (error) {
      if (error instanceof EngineError) throw error
      throw new EngineError(`pip could not fetch Alembic ${alembicVersion}:\n${reasonOf(error)}`)
    }
    await rm(join(folder, 'trusted.pem'), { force: true })
  })
  const modules = join(home, 'modules')
  const paths = [modules, python.env['PYTHONPATH']].filter((path) => path !== undefined)
  return { path: python.path, env: { ...python.env, PYTHONPATH: paths.join(delimiter) }, modules }
}
