import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { FindContext, FoundProject, FoundTarget, ProjectFinder } from '@slipway/core/plugin'
import { alembic } from './alembic.ts'
import type { AlembicOptions } from './options.ts'
import { describeFiles, noticesOf } from './describe.ts'
import { pythonParser } from './revisions/python-source.ts'
import { readRevisions } from './revisions/read-revisions.ts'
import { chooseUrl, driverUrl } from './settings/driver-url.ts'
import { readEnvironment } from './settings/read-environment.ts'
import { configFile, readSettings, type Settings } from './settings/read-settings.ts'

/** Finds the Alembic project of a folder by its `alembic.ini`, or `[tool.alembic]` of its `pyproject.toml`. */
export const alembicProject: ProjectFinder = {
  kind: 'project-finder',
  name: 'alembic',
  contract: 1,
  find,
}

async function find({ cwd, env }: FindContext): Promise<FoundProject | undefined> {
  if (configFile(cwd, undefined) === undefined) return undefined
  const settings = readSettings(cwd, {})
  const graph = await readRevisions(cwd, settings)
  const options: AlembicOptions = {
    ...(settings.config !== undefined && { config: settings.config }),
    ...readEnvironment(settings, await pythonParser()),
  }
  const version = installedVersion(cwd, settings)
  const { targets, notices } = targetsOf(settings, env['DATABASE_URL'])
  return {
    title: version === undefined ? 'alembic' : `alembic ${version}`,
    configuration: `[${settings.section}] of ${settings.config}`,
    loaded: [],
    tested: version === undefined || version.startsWith('1.20.'),
    adapter: alembic({ ...options, python: false }),
    converting: alembic(options),
    call: {
      package: '@slipway/adapter-alembic',
      factory: 'alembic',
      source: `{ ${Object.entries(options)
        .map(([name, value]) => `${name}: '${String(value)}'`)
        .join(', ')} }`,
    },
    targets,
    files: describeFiles(graph, settings, cwd),
    notices: [...notices, ...noticesOf(graph)],
    dayOne: [
      "alembic runs all that is pending in one transaction where the database can; Slipway runs one for each revision (keep it: transaction: 'batch')",
      "revisions are Python: once for each text of a file, Alembic's offline mode runs env.py, upgrade() and downgrade() without a connection, and their SQL is kept in .slipway/alembic; a machine without Python shows status all the same, and plans what was converted",
      "alembic has no lock: Slipway's deploy lock keeps a second Slipway out, not alembic",
    ],
  }
}

function targetsOf(
  { url }: Settings,
  variable: string | undefined,
): { readonly targets: readonly FoundTarget[]; readonly notices: readonly string[] } {
  const address = chooseUrl(url, variable)
  const known = address === undefined ? undefined : driverUrl(address)
  const dialect = known?.dialect ?? 'postgres'
  const target: FoundTarget = {
    name: 'default',
    driver: {
      package: `@slipway/driver-${dialect}`,
      factory: dialect,
      options: { url: known?.url ?? address },
      source: 'project.connection()',
    },
  }
  if (address === undefined)
    return {
      targets: [target],
      notices: ['env.py brings the address of the database; Slipway takes it from DATABASE_URL'],
    }
  if (known !== undefined) return { targets: [target], notices: [] }
  const scheme = address.split(':', 1)[0]
  return { targets: [], notices: [`no driver of Slipway knows databases whose address begins with ${scheme}:`] }
}

/** As pip left it in the project's virtual environment; Python is not started. */
function installedVersion(cwd: string, { root }: Settings): string | undefined {
  const folders = [...new Set([cwd, root])].flatMap((folder) => [join(folder, '.venv'), join(folder, 'venv')])
  const found = folders.flatMap((folder) => globSync('lib/python3*/site-packages/alembic-*.dist-info', { cwd: folder }))
  return found.map((path) => /alembic-([\d.]+)\.dist-info$/.exec(path)?.[1]).find((each) => each !== undefined)
}
