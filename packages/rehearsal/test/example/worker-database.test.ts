import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { postgres } from '@slipway/driver-postgres'

await import('./worker-database.ts')

test('a test finds its own migrated database', async () => {
  const session = await postgres({ url: process.env['DATABASE_URL'] ?? '' }).connect()
  try {
    expect((await session.execute({ text: 'SELECT count(*)::int AS orders FROM orders' })).rows).toEqual([
      { orders: 0 },
    ])
    const { rows } = await session.execute({ text: 'SELECT current_database()::text AS name' })
    expect(rows[0]?.['name']).toMatch(/^slipway_scratch_/)
  } finally {
    await session.close()
  }
})

test('the page shows this example as it is', async () => {
  const page = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const example = await readFile(new URL('worker-database.ts', import.meta.url), 'utf8')
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``)
})
