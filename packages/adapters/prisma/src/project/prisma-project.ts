import { few } from '@slipway/core/adapter'
import type { FoundProject, ProjectFinder } from '@slipway/core/plugin'
import { existsSync, globSync } from 'node:fs'
import { listFolders } from '../files/list-folders.ts'
import { prismaAdapter } from '../prisma.ts'
import { findConfigFile } from './find-config-file.ts'
import { testedVersion } from './prisma-version.ts'
import type { PrismaProject } from './project.ts'
import { readProject } from './read-project.ts'
import { relativePath } from './relative-path.ts'

/** Finds a Prisma project for `slipway adopt` and `slipway import`. */
export const prismaProject: ProjectFinder = {
  kind: 'project-finder',
  name: 'prisma',
  contract: 1,
  async find({ cwd, env }) {
    if (!isProject(cwd)) return undefined
    return described(await readProject({}, cwd), env)
  },
}

function isProject(cwd: string): boolean {
  return (
    findConfigFile(cwd, undefined) !== undefined || globSync('{.,prisma,prisma/schema}/*.prisma', { cwd }).length > 0
  )
}

function described(project: PrismaProject, env: NodeJS.ProcessEnv): FoundProject {
  const { cwd, configFile, version, provider } = project
  const adapter = prismaAdapter(project, env)
  const schema = relativePath(cwd, project.schemaPath)
  const config = configFile === undefined ? undefined : relativePath(cwd, configFile)
  const driver = provider === 'postgresql' ? 'postgres' : 'mysql'
  return {
    title: version === undefined ? 'prisma, not installed here' : `prisma ${version}`,
    configuration: config === undefined ? schema : `${config} and ${schema}`,
    loaded: config === undefined ? [] : [config],
    tested: version?.startsWith(`${testedVersion}.`) ?? false,
    adapter,
    call: { package: '@slipway/adapter-prisma', factory: 'prisma', source: '', awaited: true },
    targets: [
      {
        name: 'default',
        driver: {
          package: `@slipway/driver-${driver}`,
          factory: driver,
          options: { ...adapter.connection() },
          source: 'project.connection()',
        },
      },
    ],
    ...filesOf(project),
    dayOne: dayOne(project),
  }
}

function filesOf(project: PrismaProject): Pick<FoundProject, 'files' | 'notices'> {
  const { folders, others } = listFolders(project.migrations, project.cwd)
  const without = folders.filter(({ down }) => down === undefined).length
  const where = relativePath(project.cwd, project.migrations)
  const backs = folders.length - without
  const one = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
  return {
    files: `${folders.length} in ${where}${backs === 0 ? '' : ` (${backs} with a down.sql)`}`,
    notices: [
      ...(without === 0
        ? []
        : [
            `${one(without, 'migration')} without a down.sql: the way back is derived from the schema where it can be. To write one: slipway new --down ID`,
          ]),
      ...(others.length === 0
        ? []
        : [`${one(others.length, 'folder')} of code without a migration.sql, left out: ${few(others)}`]),
      ...(existsSync(project.migrations) ? [] : [`there is no folder ${where}`]),
      ...(project.url === undefined ? ['neither the schema nor prisma.config.ts names a url'] : []),
    ],
  }
}

function dayOne({ provider }: PrismaProject): readonly string[] {
  return [
    provider === 'postgresql'
      ? 'Prisma sends a migration.sql in one go and then writes its row; Slipway runs it in one transaction with its journal entry and its row in _prisma_migrations, and CONCURRENTLY outside of one'
      : 'Prisma sends a migration.sql in one go; Slipway runs it statement by statement, journals each, and says after a failure what is there',
    'prisma migrate dev, deploy, status and resolve go on working; each tool waits for the other one’s lock',
  ]
}
