import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readText } from '../../src/files/read-text.ts'
import { flywayChecksum } from '../../src/flyway/checksum/flyway-checksum.ts'
import { replaceAll } from '../../src/flyway/checksum/replace-all.ts'
import { openPlace } from './flyway-place.ts'

const fragments = [
  'SELECT 1',
  '\r',
  '\n',
  '\r\n',
  '\n\n',
  '\uFEFF',
  '\u2028',
  '\u2029',
  '\u0085',
  '\v',
  '\f',
  ' ',
  '\t',
  '${name}',
  '${NAME}',
  'ä',
  '漢字',
  '😀',
  ';',
  '-- ',
  'x'.repeat(3000),
  'é'.repeat(4096),
]

/** A text that is the same in every run. */
function textOf(seed: number): string {
  let state = seed * 7919 + 1
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  return Array.from({ length: next(8) }, () => fragments[next(fragments.length)] ?? '').join('')
}

test('checksums of a hundred odd files are those that Flyway writes', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `db/V${index + 1}__odd.sql`)
  const odd = Object.fromEntries(names.map((name, index) => [name, textOf(index)]))
  const repeatable = {
    'db/R__a.sql': '\uFEFFSELECT ${name};\r\n-- ${Name} and ${flyway:table}, ${flyway:filename}\r',
    'db/R__b.sql': 'SELECT 1',
  }
  await using place = await openPlace('PostgreSQL', {
    ...odd,
    ...repeatable,
    'flyway.conf': 'flyway.placeholders.name=7',
  })
  await place.succeeds('migrate', '-skipExecutingMigrations=true')
  const theirs = Object.fromEntries((await place.rows()).map(({ script, checksum }) => [script, checksum]))
  const values = new Map([
    ['name', '7'],
    ['flyway:table', 'flyway_schema_history'],
    ['flyway:filename', 'R__a.sql'],
  ])
  const ours = Object.fromEntries(
    [...names, 'db/R__a.sql', 'db/R__b.sql'].map((path) => {
      const raw = readText(join(place.cwd, path), path, 'utf-8')
      const isRepeatable = path.includes('R__')
      const text = isRepeatable ? replaceAll(raw, { prefix: '${', suffix: '}', values }) : raw
      return [path.slice(3), flywayChecksum(text ?? '')]
    }),
  )
  expect(Object.keys(ours)).toHaveLength(102)
  expect(ours).toEqual(theirs)
})

test('a placeholder without a value leaves no text to take a checksum of', () => {
  const by = { prefix: '${', suffix: '}', values: new Map([['a', '1']]) }
  expect(replaceAll('${A}${a}', by)).toBe('11')
  expect(replaceAll('${a} ${b}', by)).toBeUndefined()
  expect(replaceAll('${a', by)).toBeUndefined()
})
