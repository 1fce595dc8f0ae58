import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { only } from './project.ts'

test('the comments that the README shows mean what it says', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, text = ''] = /```sql\n(.*?)```/s.exec(readme) ?? []
  expect(await only(text)).toMatchObject({
    reason: 'support filters orders by state',
    tags: ['orders', 'support'],
    requires: ['api >= 2.3'],
    after: ['V20240114_002'],
    phase: 'expand',
    transaction: 'auto',
    allow: [{ code: 'SW-OPAQUE' }],
    up: [
      { kind: 'statement' },
      { kind: 'statement', allow: [{ code: 'SW-DATA-LOSS', reason: 'exported to the archive' }] },
      { kind: 'gate', gate: 'readers-deployed' },
      { kind: 'assert', message: 'no order without a status' },
      { kind: 'backfill', options: { chunk: '1000' } },
    ],
  })
})
