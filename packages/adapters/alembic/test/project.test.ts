import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { alembic, alembicProject } from '../src/index.ts'
import { chain } from './chain.ts'
import { project } from './project.ts'

const at = (files: Readonly<Record<string, string>>): string => {
  const told = project(files)
  onTestFinished(() => told[Symbol.dispose]())
  return told.cwd
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

test('a project is found, and said in plain words, without starting Python', async () => {
  const environment = chain['db/env.py']!.replace(
    'target_metadata=None',
    'version_table="heads", version_table_schema="ops"',
  )
  const cwd = at({
    ...chain,
    'db/env.py': environment,
    '.venv/lib/python3.11/site-packages/alembic-1.20.1.dist-info/METADATA': '',
  })
  const found = await alembicProject.find({ cwd, env: { DATABASE_URL: 'postgresql+asyncpg://u:secret@h/shop?ssl=1' } })
  expect(found).toMatchObject({
    title: 'alembic 1.20.1',
    configuration: '[alembic] of alembic.ini',
    loaded: [],
    tested: true,
    call: { source: "{ config: 'alembic.ini', versionTable: 'heads', versionTableSchema: 'ops' }" },
    targets: [
      {
        name: 'default',
        driver: {
          package: '@slipway/driver-postgres',
          factory: 'postgres',
          options: { url: 'postgresql://u:secret@h/shop' },
          source: 'project.connection()',
        },
      },
    ],
    files: '8 in db/versions (1 merge, 1 branch point, 2 with depends_on); heads d2 (reports) and f1 (billing)',
    notices: [expect.stringContaining('2 heads (d2, f1)')],
  })
  expect(found?.adapter.bridge?.table).toBe('ops.heads')
  expect(JSON.stringify({ ...found, targets: [] })).not.toContain('secret')
})

test('what is not a project is not found', async () => {
  expect(await alembicProject.find({ cwd: at({ 'pyproject.toml': '[tool.other]\n' }), env: {} })).toBeUndefined()
})

test.each([
  ['mysql+pymysql://u:p%%40@h:3306/shop?charset=utf8mb4', 'postgresql://x/y', 'mysql://u:p%40@h:3306/shop'],
  [
    'driver://user:pass@localhost/dbname',
    'postgresql+psycopg://h/shop?sslmode=require&x=1',
    'postgresql://h/shop?sslmode=require',
  ],
  ['sqlite:///dev.db', 'postgres://h/shop', 'postgresql://h/shop'],
  ['postgresql://%(USER_OF_NOBODY)s@h/shop', 'postgresql://h/other', 'postgresql://h/other'],
])('the address %s, else %s, is told as %s', (written, variable, told) => {
  vi.spyOn(process, 'cwd').mockReturnValue(
    at({ ...chain, 'alembic.ini': `[alembic]\nscript_location = db\nsqlalchemy.url = ${written}\n` }),
  )
  vi.stubEnv('DATABASE_URL', variable)
  expect(alembic().connection()).toEqual({ url: told })
})
