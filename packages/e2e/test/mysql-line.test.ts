import { mysql } from '@slipway/driver-mysql'
import { sharedMariadb, sharedMysql } from '@slipway/testkit'
import { describe, expect, test } from 'vitest'
import { makeGround, type Ground } from '../src/mysql/line.ts'
import { mysqlJournalRows, mysqlSnapshot } from '../src/mysql/snapshot.ts'

const first = {
  'V1__orders.sql':
    "CREATE TABLE orders (id INT PRIMARY KEY, email VARCHAR(100));\nINSERT INTO orders VALUES (1, 'canary'), (2, 'canary');\n",
}
const partial = {
  'migrations/V2__emails.sql':
    "ALTER TABLE orders ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'new';\nALTER TABLE orders ADD UNIQUE KEY emails (email);\nCREATE INDEX statuses ON orders (status);\n",
}
const mended = {
  'migrations/V2__emails.sql':
    "ALTER TABLE orders ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'new';\nALTER TABLE orders ADD KEY emails (email);\nCREATE INDEX statuses ON orders (status);\n",
}

async function must(ground: Ground, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ground.slipway(argv)
  if (code !== 0) throw new Error(`slipway ${argv.join(' ')} exited ${code}:\n${stdout}${stderr}`)
  return stdout + stderr
}

/** A URL for a new user; `canary` is the password. */
async function userUrl(ground: Ground, name: string, ...statements: readonly string[]): Promise<string> {
  const user = `${name}_${ground.database.name}`
  await ground.sql(
    ...[`CREATE USER $user@'%' IDENTIFIED BY 'canary'`, ...statements].map((text) => text.replaceAll('$user', user)),
  )
  const url = new URL(ground.database.url)
  url.username = user
  url.password = 'canary'
  return url.href
}

interface Bad {
  readonly id: string
  readonly flavor?: 'mysql' | 'mariadb'
  readonly file?: string
  spoil?(ground: Ground): Promise<string | void>
  readonly exit: number
  readonly says: readonly RegExp[]
}

const bad: readonly Bad[] = [
  {
    id: 'a DELIMITER that never ends',
    file: 'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END;\n',
    exit: 64,
    says: [/SW-SYNTAX/, /V2__bad\.sql:\d/],
  },
  {
    id: 'a BEGIN that never ends',
    file: 'CREATE PROCEDURE p() BEGIN SELECT 1;\n',
    exit: 64,
    says: [/SW-SYNTAX/, /V2__bad\.sql:\d/],
  },
  {
    id: 'a comment that never ends',
    file: 'SELECT 1; /* and so on\n',
    exit: 64,
    says: [/SW-SYNTAX/, /V2__bad\.sql:1/],
  },
  {
    id: 'MyISAM where atomicity is claimed',
    spoil: async (ground) => {
      await ground.sql('CREATE TABLE old (id INT) ENGINE = MyISAM')
      await ground.project.write({ 'migrations/V2__bad.sql': 'INSERT INTO old VALUES (1);\n' })
    },
    exit: 3,
    says: [/SW-MYSQL-ENGINE|SW-UNKNOWABLE/, /MyISAM/],
  },
  {
    id: 'a user without rights',
    file: 'CREATE TABLE x (id INT);\n',
    spoil: (ground) => userUrl(ground, 'nobody', `GRANT SELECT ON ${ground.database.name}.* TO $user@'%'`),
    exit: 5,
    says: [/SW-PERMISSION/, /GRANT/],
  },
  {
    id: 'a user of another plugin',
    flavor: 'mariadb',
    file: 'CREATE TABLE x (id INT);\n',
    spoil: (ground) => userUrl(ground, 'abroad', "ALTER USER $user@'%' IDENTIFIED VIA unix_socket"),
    exit: 11,
    says: [/SW-CONNECT-AUTH/, /IDENTIFIED WITH/],
  },
  {
    id: 'an unknown database',
    file: 'CREATE TABLE x (id INT);\n',
    spoil: async (ground) => ground.database.url.replace(/\/[^/]*$/, '/nowhere_at_all'),
    exit: 11,
    says: [/SW-CONNECT/, /Unknown database/],
  },
  {
    id: 'a sql_mode without strictness',
    file: 'CREATE TABLE x (id INT);\n',
    spoil: async ({ project }) =>
      project.write({
        'slipway.config.ts': [
          "import { defineConfig } from '@slipway/cli'",
          "import { mysql } from '@slipway/driver-mysql'",
          "import { sql } from '@slipway/adapter-sql'",
          "export default defineConfig({ driver: mysql({ url: process.env.DATABASE_URL, sqlMode: 'NO_ENGINE_SUBSTITUTION' }), adapter: sql() })",
        ].join('\n'),
      }),
    exit: 64,
    says: [/SW-UNSUPPORTED/, /not strict/, /STRICT_TRANS_TABLES/],
  },
]

describe.each([
  ['mysql', () => sharedMysql('8.0')],
  ['mariadb', () => sharedMariadb('10.11')],
] as const)('on %s', (flavor, shared) => {
  test('the straight line: create, plan, apply, status, roll back, redo, rehearse, history', async () => {
    await using ground = await makeGround(await shared(), first)
    const { sql } = ground
    expect(await must(ground, 'rehearse')).toMatch(/1 proof, 0 failures/)
    const start = await mysqlSnapshot(ground.database.url)
    expect(await must(ground, 'plan')).toContain('CREATE TABLE orders')
    await must(ground, 'apply')
    expect(await must(ground, 'status')).toContain('1 applied')
    expect(await must(ground, 'rollback', '--yes')).toContain('0 differences')
    expect(await mysqlSnapshot(ground.database.url)).toEqual(start)
    await must(ground, 'apply')
    await ground.project.write({
      'migrations/V1__orders.sql': 'CREATE TABLE orders (id INT PRIMARY KEY, email TEXT);\n',
    })
    await must(ground, 'redo', '--yes')
    expect(
      await sql(
        "SELECT DATA_TYPE AS type FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'email'",
      ),
    ).toEqual([{ type: 'text' }])
    expect(await must(ground, 'drift')).toContain('equal')
    expect(await must(ground, 'history')).toContain('V1 part 0 up')
    expect(await must(ground, 'doctor')).toContain('the journal adds up')
    expect(await must(ground, 'unlock')).toContain('nobody holds')
  })

  test('a plan as a script leaves what an apply leaves, and refuses another history', async () => {
    await using ground = await makeGround(await shared(), {
      'V1__all.sql':
        "CREATE TABLE orders (id INT PRIMARY KEY, note TEXT); -- one\nINSERT INTO orders VALUES (1, 'a\\\\b''c;');\n" +
        'CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END;\n',
    })
    const { stdout: script } = await ground.slipway(['plan', '--format', 'sql'])
    const dialect = await mysql({ url: ground.database.url }).dialect()
    const run = () => ground.sql(...dialect.split(script.replace(/^USE .*$/m, ''), 'plan.sql').map(({ text }) => text))
    await run()
    expect(await must(ground, 'status')).toContain('1 applied')
    const left = await mysqlSnapshot(ground.database.url)
    await must(ground, 'rollback', '--yes')
    await expect(run()).rejects.toThrow('Subquery returns more than 1 row')
    await must(ground, 'apply')
    expect(await mysqlSnapshot(ground.database.url)).toEqual(left)
  })

  test('the second of three statements fails: the mended file goes on, and a rollback compensates just what landed', async () => {
    await using ground = await makeGround(await shared(), first)
    await must(ground, 'apply')
    const start = await mysqlSnapshot(ground.database.url)
    await ground.project.write(partial)
    for (const way of ['resume', 'rollback'] as const) {
      await ground.project.write(partial)
      const { code, stderr } = await ground.slipway(['apply'])
      expect(code).toBe(6)
      expect(stderr).toMatch(/SW-PARTIAL +migrations\/V2__emails\.sql:2: Duplicate entry for key/)
      expect(stderr).not.toContain('canary')
      if (way === 'rollback') break
      await ground.project.write(mended)
      await must(ground, 'resume')
      expect(await must(ground, 'status')).toContain('2 applied')
      const added =
        "SELECT COUNT(*) AS n FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME IN ('emails', 'statuses')"
      expect(await ground.sql(added)).toEqual([{ n: 2 }])
      await must(ground, 'rollback', '--yes')
      expect(await mysqlSnapshot(ground.database.url)).toEqual(start)
    }
    expect(await must(ground, 'rollback', '--yes')).toContain('0 differences')
    expect(await mysqlSnapshot(ground.database.url)).toEqual(start)
  })

  test('a change that meets a reader is tried again, naming who is in the way, and gives up without a trace', async () => {
    await using ground = await makeGround(await shared(), first)
    await must(ground, 'apply')
    await ground.project.write({
      'migrations/V2__add.sql': 'ALTER TABLE orders ADD COLUMN n INT;\n',
      'slipway.config.ts': [
        "import { defineConfig } from '@slipway/cli'",
        "import { mysql } from '@slipway/driver-mysql'",
        "import { sql } from '@slipway/adapter-sql'",
        'export default defineConfig({ driver: mysql({ url: process.env.DATABASE_URL }), adapter: sql(), timeouts: { lock: 5000, tries: 2 } })',
      ].join('\n'),
    })
    const { mysqlConnection } = await import('../src/mysql/query.ts')
    await using reader = await mysqlConnection(ground.database.url)
    await reader.rows('START TRANSACTION')
    const [own] = await reader.rows('SELECT CONNECTION_ID() AS id, COUNT(*) AS n FROM orders')
    const { code, stderr } = await ground.slipway(['apply'])
    expect(stderr).toContain('SW-NOT-APPLIED')
    expect(stderr).toMatch(
      // MariaDB tells only who has a transaction open, in whatever database.
      new RegExp(`Blocked by (?:[^.]*, )?${flavor === 'mariadb' ? 'probably ' : ''}pid ${String(own?.['id'])}\\b`),
    )
    expect(code).toBe(5)
    await reader.rows('COMMIT')
    await must(ground, 'apply')
    expect(await must(ground, 'status')).toContain('2 applied')
  })

  test.each(bad.filter((one) => one.flavor === undefined || one.flavor === flavor))(
    '$id: a clear answer, and nothing changed',
    async ({ file, spoil, exit, says }) => {
      await using ground = await makeGround(await shared(), first)
      await must(ground, 'apply')
      if (file !== undefined) await ground.project.write({ 'migrations/V2__bad.sql': file })
      const url = (await spoil?.(ground)) ?? undefined
      const state = async () => [
        await mysqlSnapshot(ground.database.url),
        (await mysqlJournalRows(ground.database.url)).filter((row) => !/run-(started|ended)/.test(row)),
      ]
      const before = await state()
      const { code, stdout, stderr } = await ground.slipway(['apply'], url)
      for (const text of says) expect(stdout + stderr).toMatch(text)
      expect(code).toBe(exit)
      expect(await state()).toEqual(before)
    },
  )
})
