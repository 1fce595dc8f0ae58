import { expect, onTestFinished, test } from 'vitest'
import type { Migration } from '@slipway/core/plugin'
import { postgresDialect } from '@slipway/dialect-postgres'
import { alembic, type AlembicOptions } from '../src/index.ts'
import { chain } from './chain.ts'
import { base, project } from './project.ts'

const dialect = await postgresDialect()

async function load(
  files: Readonly<Record<string, string>>,
  options: AlembicOptions = {},
): Promise<readonly Migration[]> {
  const told = project(files)
  onTestFinished(() => told[Symbol.dispose]())
  return alembic({ python: false, ...options }).load({ cwd: told.cwd, dialect })
}

const of = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...base,
  ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`db/versions/${name}`, first(text)])),
})

const first = (text: string): string => (text.includes('down_revision') ? text : `${text}\ndown_revision = None`)

test('the graph is read without Python: branches, merges, labels and what depends on another line', async () => {
  const found = await load(chain)
  expect(Object.fromEntries(found.map(({ id, after, tags }) => [id, [after, tags]]))).toEqual({
    a1: [[], []],
    b1: [['a1'], ['billing']],
    c1: [['a1'], []],
    m1: [['b1', 'c1'], []],
    d1: [['a1'], ['reports']],
    d2: [['d1', 'b1'], []],
    e1: [['m1'], []],
    f1: [['e1'], []],
  })
  const order = found.map(({ id }) => id)
  for (const { id, after } of found)
    for (const each of after) expect(order.indexOf(each)).toBeLessThan(order.indexOf(id))
  expect(found.find(({ id }) => id === 'm1')).toMatchObject({ title: 'billing and status together', up: [], down: [] })
})

test('what Python allows in a head is understood', async () => {
  const found = await load(
    of({
      '__init__.py': 'not python at all (',
      'notes.txt': 'nor this',
      'ab12.py': '"""legacy: named by its file"""\ndown_revision = None\ndef upgrade(): pass\ndef downgrade(): ...',
      'b.py':
        '# coding: utf-8\nu"""title\nover two lines\n\nmore"""\nfirst = u"ab12"\nrevision: str = \'b\'\ndown_revision: "str | None" = first\nbranch_labels = {"x"}\ndef upgrade():\n  """doc"""\ndef downgrade():\n    raise NotImplementedError("no way back")',
      'c.py':
        'revision = (\n  "c" "c"  # joined\n)\ndown_revision = ["b",]\ndepends_on = None\nasync_ = 1\ndef upgrade():\n    op.execute("x")\ndef downgrade(): pass\n# slipway:allow SW-OPAQUE read and understood',
    }),
  )
  expect(found.map(({ id, title, after, down }) => [id, title, after, down])).toEqual([
    ['ab12', 'legacy: named by its file', [], []],
    ['b', 'title over two lines', ['ab12'], null],
    ['cc', 'cc', ['b'], undefined],
  ])
  expect(found[2]?.allow).toMatchObject([{ code: 'SW-OPAQUE', reason: 'read and understood' }])
  expect(found[2]?.up).toMatchObject([{ kind: 'code', refused: { why: expect.stringContaining('cannot be planned') } }])
})

test.each([
  ['SW-MISSING', { 'a.py': 'revision = "a"\ndown_revision = "gone"' }, "db/versions/a.py:1: revision a names 'gone'"],
  ['SW-MISSING', { 'a.py': 'revision = "a"\ndepends_on = "gone"' }, 'as its depends_on'],
  [
    'SW-DUPLICATE',
    { 'a.py': 'revision = "a"', 'b.py': '\nrevision = "a"' },
    'db/versions/b.py:2: revision a is declared in',
  ],
  [
    'SW-CYCLE',
    { 'a.py': 'revision = "a"\ndown_revision = "b"', 'b.py': 'revision = "b"\ndown_revision = "a"' },
    'a → b → a',
  ],
  ['SW-CYCLE', { 'a.py': 'revision = "a"\ndown_revision = "a"' }, 'a → a'],
  ['SW-SYNTAX', { 'x.py': 'import os' }, "there is no variable 'revision'"],
  [
    'SW-SYNTAX',
    { 'a.py': 'revision = "a"\n\ndown_revision = last()' },
    'db/versions/a.py:3: down_revision is computed',
  ],
  ['SW-SYNTAX', { 'a.py': 'revision = f"a{1}"' }, 'revision is computed'],
])('%s: %o', async (code, files, message) => {
  await expect(load(of(files))).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
})

test.each<readonly [string, Readonly<Record<string, string>>, AlembicOptions]>([
  [
    'pyproject.toml',
    {
      'pyproject.toml':
        '[tool.alembic]\nscript_location = "%(here)s/db"\nversion_locations = ["%(here)s/one", "db/two"]',
    },
    {},
  ],
  [
    'another section',
    {
      'alembic.ini':
        '[alembic]\n[shop]\nroot=db\nscript_location: %(root)s\nversion_locations = one\n    db/two\npath_separator = newline',
    },
    { section: 'shop' },
  ],
  [
    'an old separator',
    { 'alembic.ini': '[alembic]\nscript_location = db\nversion_locations = one, %(here)s/db/two' },
    {},
  ],
  [
    'a comment behind it',
    {
      'alembic.ini':
        '[alembic]\nscript_location = app:db\nversion_path_separator = os  # default\nversion_locations = one:db/two',
    },
    {},
  ],
  ['options alone', {}, { scriptLocation: 'db', versionLocations: ['one', 'db/two'] }],
])('settings are found in %s', async (_where, files, options) => {
  const found = await load(
    {
      ...files,
      'app/db/env.py': '',
      'db/env.py': '',
      'one/a.py': first('revision = "a"'),
      'db/two/b.py': 'revision = "b"\ndown_revision = "a"',
    },
    options,
  )
  expect(found.map(({ id, location }) => [id, location.file])).toEqual([
    ['a', 'one/a.py'],
    ['b', 'db/two/b.py'],
  ])
})

test('folders below are read where the settings say so', async () => {
  const files = {
    'db/env.py': '',
    'db/versions/x/a.py': first('revision = "a"'),
    'db/versions/b.py': first('revision = "b"'),
  }
  const flat = { 'alembic.ini': '[alembic]\nscript_location = db\n', ...files }
  const deep = { 'alembic.ini': '[alembic]\nscript_location = db\nrecursive_version_locations = true\n', ...files }
  expect((await load(flat)).map(({ id }) => id)).toEqual(['b'])
  expect((await load(deep)).map(({ id }) => id)).toEqual(['b', 'a'])
})

test.each<readonly [Readonly<Record<string, string>>, AlembicOptions, string]>([
  [{}, {}, 'There is no alembic.ini and no [tool.alembic]'],
  [{}, { config: 'x.ini' }, 'There is no x.ini'],
  [{ 'alembic.ini': '[alembic]\n' }, {}, 'alembic.ini: no script_location in [alembic]'],
  [{ 'alembic.ini': '[alembic]\nscript_location = db' }, {}, 'There is no folder db/versions'],
  [{ 'pyproject.toml': '[tool.alembic' }, {}, 'pyproject.toml cannot be parsed'],
])('settings that cannot be used: %o', async (files, options, message) => {
  await expect(load(files, options)).rejects.toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining(message),
  })
})
