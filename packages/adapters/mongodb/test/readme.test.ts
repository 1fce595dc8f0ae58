import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { only } from './project.ts'

test('the comments that the README shows mean what it says', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, text = ''] = /```ejson\n(.*?)```/s.exec(readme) ?? []
  expect(await only(text)).toMatchObject({
    reason: 'notes live in the ticket system',
    after: ['20260115_001'],
    up: [
      { kind: 'assert', message: 'no note is longer than the archive takes' },
      { kind: 'statement', allow: [{ code: 'SW-DATA-LOSS', reason: 'exported to the archive' }] },
    ],
  })
})
