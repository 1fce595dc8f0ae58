import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { prisma } from '@slipway/adapter-prisma'
import { pglite } from '@slipway/driver-pglite'
import { expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { makeProject } from './project.ts'
import { recorder } from './recorder.ts'

const files = {
  'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
}

model Part {
  id   Int @id
  size Int @default(0)
}
`,
  'prisma/migrations/20260101000000_parts/migration.sql':
    'CREATE TABLE "Part" (\n    "id" INTEGER NOT NULL,\n\n    CONSTRAINT "Part_pkey" PRIMARY KEY ("id")\n);\n',
}

test('an edited Prisma schema and a missing way back become files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-new-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    const run = async (...argv: string[]): Promise<string> => {
      const terminal = recorder({ cwd: folder })
      const config = { driver: pglite(), adapter: await prisma({ cwd: folder }) }
      const exit = await main(argv, terminal.io, { config, folder, file: 'slipway.config.ts' })
      return `${exit}\n${terminal.out()}${terminal.err()}`.replaceAll(/\d{14}_add/g, 'TIME_add')
    }
    expect(await run('new', 'Add size')).toBe(`0
  prisma/migrations/TIME_add_size/migration.sql
  prisma/migrations/TIME_add_size/down.sql   gives back what was there
  prisma/migrations/migration_lock.toml
`)
    expect(JSON.parse((await run('new', '--down', '20260101000000_parts', '--json')).slice(2))).toMatchObject({
      result: {
        files: ['prisma/migrations/20260101000000_parts/down.sql'],
        notes: [{ note: 'gives back what was there' }],
      },
    })
    expect(await readFile(join(folder, 'prisma/migrations/20260101000000_parts/down.sql'), 'utf8')).toBe(
      '-- Undoes 20260101000000_parts. Tried on a scratch database without rows.\n\nDROP TABLE public."Part";\n',
    )
    expect(await run('new', 'Nothing')).toMatch(
      /^0\n {2}prisma\/migrations\/\d+_nothing\/migration\.sql {3}empty, for nothing was edited/,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const project = await makeProject()
  try {
    const refused = await project.run('new', '--down', 'V1')
    expect(refused.exit).toBe(64)
    expect(refused.err).toContain('reverses are derived when it is applied')
  } finally {
    await project.remove()
  }
})
