import { afterEach, expect, test } from 'vitest'
import { only, project, refused } from './project.ts'

const VARIABLE = 'SLIPWAY_TEST_PLACEHOLDER'
const canary = 'canary-7f3a'

afterEach(() => {
  delete process.env[VARIABLE]
})

test('values are put in, checksums stay those of the text, places those of the file', async () => {
  const text = "SELECT '${greeting}';\nSELECT '${ greeting }',\n  2;\nSELECT 3;"
  const one = await only(text, { placeholders: { greeting: 'a\nb' } })
  const other = await only(text, { placeholders: { greeting: 'c' } })
  expect(one.up).toMatchObject([
    { text: "SELECT 'a\nb'", at: { line: 1 } },
    { text: "SELECT 'a\nb',\n  2", at: { line: 2, column: 1 } },
    { text: 'SELECT 3', at: { line: 4, column: 1 } },
  ])
  expect(other.checksum).toBe(one.checksum)
})

test('a placeholder without a value is an error in a statement and harmless in a comment', async () => {
  expect((await only('-- ${flyway:timestamp}\nSELECT 1')).up).toHaveLength(1)
  const error = await refused('SELECT 1;\nSELECT ${what};')
  expect(error).toMatchObject({ code: 'SW-TEMPLATE', details: { line: 2, placeholder: 'what' } })
  expect(await refused('SELECT 1;\nALTER ROLE r PASSWORD ${what};')).toMatchObject({
    code: 'SW-TEMPLATE',
    details: { line: 2 },
  })
})

test('replacement can be switched off, and is off in other styles until values are given', async () => {
  expect((await only("SELECT '${a}'", { placeholderReplacement: false })).up).toMatchObject([{ text: "SELECT '${a}'" }])
  const { load } = project({ 'migrations/1_a.up.sql': "SELECT '${a}'" })
  expect(await load()).toMatchObject([{ up: [{ text: "SELECT '${a}'" }] }])
  expect(await load({ placeholders: { a: 'b' } })).toMatchObject([{ up: [{ text: "SELECT 'b'" }] }])
})

test('where nobody spoke of placeholders, one that breaks a statement is named as the cause', async () => {
  const { refusal } = project({ 'migrations/1_a.up.sql': 'SELECT 1;\nGRANT SELECT ON t TO ${reader};' })
  expect(await refusal()).toMatchObject({ code: 'SW-TEMPLATE', details: { line: 2, placeholder: 'reader' } })
  expect(await refusal({ placeholderReplacement: false })).toMatchObject({ code: 'SW-SYNTAX', details: { line: 2 } })
})

test('prefix and suffix can be chosen', async () => {
  const options = { placeholderPrefix: '{{', placeholderSuffix: '}}', placeholders: { a: 'b' } }
  expect((await only("SELECT '{{a}}', '${a}'", options)).up).toMatchObject([{ text: "SELECT 'b', '${a}'" }])
})

test.each([
  ['a name that says so', 'app_password', { app_password: canary }],
  ['stated', 'x', { x: { value: canary, secret: true } }],
  ['from the environment', 'x', { x: { env: VARIABLE } }],
])('a secret value is refused where a statement uses it: %s', async (_title, name, placeholders) => {
  process.env[VARIABLE] = canary
  const error = await refused(`SELECT 1;\nCREATE ROLE app PASSWORD '\${${name}}';`, { placeholders })
  expect(error).toMatchObject({ code: 'SW-TEMPLATE', details: { line: 2, placeholder: name } })
  expect(JSON.stringify([error.message, error.hint, error.details, error.stack])).not.toContain(canary)
  expect((await only(`-- \${${name}}\nSELECT 1`, { placeholders })).up).toHaveLength(1)
})

test('a value of the environment is used where it is stated to be no secret', async () => {
  const placeholders = { schema: { env: VARIABLE, secret: false } }
  expect(await refused('SELECT ${schema}', { placeholders })).toMatchObject({
    code: 'SW-TEMPLATE',
    message: expect.stringContaining(VARIABLE),
  })
  process.env[VARIABLE] = 'shop'
  expect((await only('SELECT 1 FROM ${schema}.t', { placeholders })).up).toMatchObject([
    { text: 'SELECT 1 FROM shop.t' },
  ])
  expect(
    (await only("SELECT '${token_kind}'", { placeholders: { token_kind: { value: 'x', secret: false } } })).up,
  ).toHaveLength(1)
})
