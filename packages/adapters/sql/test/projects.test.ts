import { expect, test } from 'vitest'
import { dbmateProject, flywayProject, golangMigrateProject, gooseProject, nodePgMigrateProject } from '../src/index.ts'
import { project } from './project.ts'

const finders = [flywayProject, golangMigrateProject, gooseProject, dbmateProject, nodePgMigrateProject]

/** Names of the tools whose project is found. */
async function foundIn(cwd: string, env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const found = await Promise.all(
    finders.map(async (finder) => ((await finder.find({ cwd, env })) ? [finder.name] : [])),
  )
  return found.flat()
}

test('a Flyway project is told with its files, its connection, and what changes on day one', async () => {
  const { cwd } = project({
    'flyway.toml':
      '[flyway]\nlocations = ["filesystem:db"]\ngroup = true\nvalidateMigrationNaming = true\n[environments.default]\nurl = "jdbc:postgresql://h/d"\nuser = "u"\npassword = "hunter2"\n',
    'pom.xml': '<flyway.version>10.4.1</flyway.version>',
    'db/V1__a.sql': 'SELECT 1',
    'db/U1__a.sql': 'SELECT 1',
    'db/R__b.sql': '-- ${flyway:timestamp}\nSELECT 1',
    'db/afterMigrate.sql': 'SELECT 1',
  })
  expect(await foundIn(cwd)).toEqual(['flyway'])
  const found = await flywayProject.find({ cwd, env: {} })
  expect(found).toMatchObject({
    title: 'flyway 10.4.1',
    configuration: 'flyway.toml',
    loaded: [],
    tested: false,
    call: { factory: 'flyway', source: "{ ignore: ['afterMigrate.sql'] }" },
    targets: [
      {
        name: 'default',
        driver: {
          factory: 'postgres',
          options: { url: 'postgres://u:hunter2@h/d' },
          source: 'project.connection()',
        },
      },
    ],
    files: '3 in db (1 versioned, 1 repeatable, 1 undo)',
    notices: [expect.stringContaining('db/afterMigrate.sql')],
    dayOne: [
      expect.stringContaining('1 U file is'),
      expect.stringContaining('outOfOrder'),
      expect.stringContaining('validateMigrationNaming'),
      expect.stringContaining('CONCURRENTLY'),
      expect.stringContaining('${flyway:timestamp}'),
      expect.stringContaining('group is kept'),
    ],
  })
  expect(JSON.stringify({ ...found, targets: found?.targets.map(({ driver }) => driver.source) })).not.toContain(
    'hunter2',
  )
})

test.each([
  ['flyway', { 'src/main/resources/db/migration/V1__a.sql': 'SELECT 1' }, {}],
  ['golang-migrate', { 'db/migrations/0001_a.up.sql': 'SELECT 1' }, {}],
  ['goose', { 'sql/schema/0001_a.sql': '-- +goose Up\nSELECT 1' }, { GOOSE_MIGRATION_DIR: 'sql/schema' }],
  [
    'dbmate',
    { 'db/migrations/20240101_a.sql': '-- migrate:up\nSELECT 1' },
    { DBMATE_MIGRATIONS_TABLE: 'app.versions' },
  ],
  ['node-pg-migrate', { 'migrations/1_a.sql': '-- Up Migration\nSELECT 1' }, {}],
] as const)(
  'a project of %s is found where it usually is, by no other, and can be loaded',
  async (name, files, env) => {
    const { cwd } = project(files)
    expect(await foundIn(cwd, env)).toEqual([name])
    const found = await finders.find((finder) => finder.name === name)?.find({ cwd, env })
    const { postgresDialect } = await import('@slipway/dialect-postgres')
    expect(await found?.adapter.load({ cwd, dialect: await postgresDialect() })).toHaveLength(1)
    expect(found?.adapter.bridge?.name).toBe(name)
    expect(found?.targets).toMatchObject([{ driver: { source: '{ url: process.env.DATABASE_URL }' } }])
    if (name === 'dbmate') {
      expect(found?.call.source).toBe(
        "{ locations: 'db/migrations', style: 'dbmate', history: { table: 'versions', schema: 'app' } }",
      )
    }
  },
)

test('where there is nothing, nothing is found', async () => {
  expect(await foundIn(project({ 'migrations/readme.md': '', 'sql/seed.sql': 'SELECT 1' }).cwd)).toEqual([])
})
