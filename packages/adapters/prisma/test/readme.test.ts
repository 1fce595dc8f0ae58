import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { postgres } from '@slipway/driver-postgres'
import { prisma } from '../src/index.ts'
import { folder, project7 } from './fixtures/project.ts'

test('the comments that the README shows mean what it says', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, text = ''] = /```sql\n(.*?)```/s.exec(readme) ?? []
  const { cwd } = folder({
    ...project7('postgresql'),
    'prisma/migrations/20260114093000_orders/migration.sql': 'SELECT 1',
    'prisma/migrations/20260115093000_by_state/migration.sql': text,
  })
  const [, migration] = await (await prisma({ cwd })).load({ cwd, dialect: await postgres({ host: 'none' }).dialect() })
  expect(migration).toMatchObject({
    reason: 'support filters orders by state',
    after: ['20260114093000_orders'],
    transaction: 'never',
    up: [{ kind: 'statement' }],
  })
})
