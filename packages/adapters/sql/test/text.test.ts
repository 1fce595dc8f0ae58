import { expect, test } from 'vitest'
import { only, project, refused } from './project.ts'

test('line ends and a byte order mark change neither checksum nor statement, and loading twice gives the same', async () => {
  const lf = await only('SELECT 1;\nSELECT\n2;\n')
  const crlf = await only('\uFEFFSELECT 1;\r\nSELECT\r\n2;\r\n')
  expect(crlf.checksum).toBe(lf.checksum)
  expect(crlf.up).toEqual(lf.up)
  expect(crlf.up).toMatchObject([{ at: { line: 1, column: 1 } }, { text: 'SELECT\n2', at: { line: 2, column: 1 } }])
  expect(await only('SELECT 1;\nSELECT\n2;\n')).toEqual(lf)
  expect((await only('SELECT 1;\nSELECT\n3;\n')).checksum).not.toBe(lf.checksum)
})

test('the encoding is what the options say, and bytes that are not of it are an error with a line', async () => {
  const latin = Buffer.from("SELECT 1;\nSELECT 'é'", 'latin1')
  const { load, refusal } = project({ 'migrations/V1__a.sql': latin })
  expect(await load({ encoding: 'latin1' })).toMatchObject([{ up: [{}, { text: "SELECT 'é'" }] }])
  expect(await refusal()).toMatchObject({
    code: 'SW-SYNTAX',
    message: expect.stringContaining('migrations/V1__a.sql:2'),
  })
  expect(await refusal({ encoding: 'utf-99' })).toMatchObject({ code: 'SW-CONFIG' })
})

test('UTF-16 is recognized by its mark', async () => {
  const { load, refusal } = project({ 'migrations/V1__a.sql': Buffer.from('\uFEFFSELECT 1', 'utf16le') })
  expect((await refusal()).hint).toContain("encoding: 'utf-16le'")
  expect(await load({ encoding: 'utf-16le' })).toMatchObject([{ up: [{ text: 'SELECT 1' }] }])
})

test('a NUL byte is an error with its line', async () => {
  expect(await refused('SELECT 1;\nSELECT \0')).toMatchObject({
    code: 'SW-SYNTAX',
    message: expect.stringContaining('V1__one.sql:2'),
  })
})

test("the server's own grammar names file and line of a syntax error", async () => {
  expect(await refused('SELECT 1;\n\nCREAT TABLE t ();')).toMatchObject({
    code: 'SW-SYNTAX',
    details: { file: 'migrations/V1__one.sql', line: 3 },
  })
})

test('what was asked of a server goes out before files are read', async () => {
  const { load, write } = project({ 'migrations/V1__one.sql': 'SELECT 1;\n' })
  const loading = load()
  // As long as a statement takes to get from a journal to its socket.
  for (let hop = 0; hop < 50; hop += 1) await Promise.resolve()
  write({ 'migrations/V2__two.sql': 'SELECT 2;\n' })
  expect((await loading).map(({ id }) => id)).toEqual(['V1', 'V2'])
})

test('a folder within another one is read once', async () => {
  const { load } = project({ 'migrations/V1__one.sql': 'SELECT 1;\n', 'migrations/more/V2__two.sql': 'SELECT 2;\n' })
  const migrations = await load({ locations: ['migrations/more', 'migrations', 'migrations/more'] })
  expect(migrations.map(({ location }) => location.file)).toEqual([
    'migrations/V1__one.sql',
    'migrations/more/V2__two.sql',
  ])
})
