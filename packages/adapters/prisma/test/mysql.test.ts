import { freshDatabase, sharedMariadb, sharedMysql } from '@slipway/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { apply, planRollback, rollback, status } from '@slipway/core'
import { mysql } from '@slipway/driver-mysql'
import { prisma } from '../src/index.ts'
import { folder, open, project7 } from './fixtures/project.ts'

const at = (name: string): string => `prisma/migrations/${name}`

// As Prisma writes for MySQL.
const files = {
  [`${at('20260101000000_init')}/migration.sql`]: `-- CreateTable
CREATE TABLE \`Customer\` (
    \`id\` INTEGER NOT NULL AUTO_INCREMENT,
    \`name\` VARCHAR(191) NOT NULL,
    \`createdAt\` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),

    PRIMARY KEY (\`id\`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
`,
  [`${at('20260102000000_email')}/migration.sql`]: `/*
  Warnings:

  - You are about to alter the column \`name\` on the \`Customer\` table.

*/
-- AlterTable
ALTER TABLE \`Customer\` ADD COLUMN \`email\` VARCHAR(191) NULL,
    MODIFY \`name\` TEXT NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX \`Customer_email_key\` ON \`Customer\`(\`email\`);
`,
  [`${at('20260103000000_orders')}/migration.sql`]: `-- CreateTable
CREATE TABLE \`Order\` (
    \`id\` INTEGER NOT NULL AUTO_INCREMENT,
    \`customerId\` INTEGER NOT NULL,
    PRIMARY KEY (\`id\`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- AddForeignKey
ALTER TABLE \`Order\` ADD CONSTRAINT \`Order_customerId_fkey\` FOREIGN KEY (\`customerId\`) REFERENCES \`Customer\`(\`id\`) ON DELETE RESTRICT ON UPDATE CASCADE;
`,
  [`${at('20260103000000_orders')}/down.sql`]: 'DROP TABLE `Order`;\n',
}

/** What the native engine leaves after its first migration: the rows that its source says. */
const begun = (checksum: string): readonly string[] => [
  files[`${at('20260101000000_init')}/migration.sql`]?.replace(/;\n$/, '') ?? '',
  `CREATE TABLE _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at DATETIME(3),
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at DATETIME(3),
    started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
  ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  `INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name)
   VALUES ('6f2c4f5e-6c3b-4a39-9d38-0b7ad2b0c9aa', '${checksum}', '2026-01-01 10:00:00.123', '20260101000000_init')`,
  `UPDATE _prisma_migrations SET applied_steps_count = applied_steps_count + 1, finished_at = '2026-01-01 10:00:00.456'`,
]

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['MySQL 8.0', () => sharedMysql('8.0')],
  ['MariaDB 10.11', () => sharedMariadb('10.11')],
] as const)('a Prisma project on %s is taken over, applied and rolled back', async (_, server) => {
  await using database = await freshDatabase(await server())
  vi.stubEnv('DATABASE_URL', `${database.url}?connection_limit=5`)
  const { cwd } = folder({ ...project7('mysql'), ...files })
  const adapter = await prisma({ cwd })
  const store = `${database.name}_slipway`
  const driver = mysql({ ...adapter.connection(), store })
  const session = await driver.connect()
  try {
    const workspace = await open(cwd, driver, adapter)
    const told = async () => (await status(workspace)).migrations.map(({ id, state }) => `${id.slice(15)} ${state}`)
    const [{ checksum } = { checksum: '' }] = await adapter.load({ cwd, dialect: await driver.dialect() })
    for (const text of begun(checksum)) await session.execute({ text })
    expect(await told()).toEqual(['init applied', 'email pending', 'orders pending'])
    const before = await session.inspect()

    await apply(workspace)
    const rows = async (): Promise<readonly unknown[]> => {
      const found = await session.execute({
        text: `SELECT migration_name AS name, logs, CAST(applied_steps_count AS CHAR) AS steps, CHAR_LENGTH(id) AS id,
          finished_at >= started_at AS finished, rolled_back_at IS NULL AS live FROM _prisma_migrations ORDER BY started_at`,
      })
      return found.rows.map(({ name, ...row }) => [String(name).slice(15), Object.values(row).map(String).join(' ')])
    }
    const live = 'null 1 36 1 1'
    expect(await rows()).toEqual(['init', 'email', 'orders'].map((name) => [name, live]))
    expect(await told()).toEqual(['init applied', 'email applied', 'orders applied'])

    const { plan } = await planRollback(workspace, { to: '20260101000000_init' })
    await rollback(workspace, { plan })
    expect((await session.inspect()).objects).toEqual(before.objects)
    expect((await rows()).slice(1)).toEqual(['email', 'orders'].map((name) => [name, 'null 1 36 1 0']))
    await apply(workspace)
    expect(await rows()).toHaveLength(5)
    expect(await told()).toEqual(['init applied', 'email applied', 'orders applied'])
  } finally {
    await session.execute({ text: `DROP DATABASE IF EXISTS ${store}` }).finally(() => session.close())
  }
})
