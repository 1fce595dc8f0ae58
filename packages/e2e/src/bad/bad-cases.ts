import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { query } from '../query.ts'
import type { BadCase, Ground } from './bad-case.ts'

/** Applied before every case. */
export const ground: Readonly<Record<string, string>> = {
  'V1__one.sql': 'CREATE TABLE t (n int NOT NULL);\n',
  'V2__two.sql': 'INSERT INTO t VALUES (1);\n',
}

/** Pending in every case, so that a command which goes on by mistake is seen. */
export const pending: Readonly<Record<string, string>> = { 'V3__three.sql': 'INSERT INTO t VALUES (3);\n' }

const changed = (url: string, change: (url: URL) => void): string => {
  const other = new URL(url)
  change(other)
  return other.href
}

const inFile =
  (path: string, text: string): BadCase['spoil'] =>
  ({ project }) =>
    project.write({ [path]: text })

async function role({ url, sql }: Ground, name: string, grants: readonly string[]): Promise<string> {
  const database = new URL(url).pathname.slice(1)
  const unique = `${name}_${database}`
  await sql(`CREATE ROLE ${unique} LOGIN PASSWORD 'of the role'`)
  for (const grant of grants) await sql(grant.replaceAll('$role', unique))
  return changed(url, (other) => {
    other.username = unique
    other.password = 'of the role'
  })
}

const ofStore = [
  'GRANT USAGE ON SCHEMA slipway TO $role',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA slipway TO $role',
]

/** Rewrites a plan file. */
async function editPlan({ project }: Ground, from: string, to: string): Promise<void> {
  const file = join(project.dir, 'plan.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
}

/** Everything that people get wrong, each with its own answer. */
export const badCases: readonly BadCase[] = [
  {
    id: 'unreachable server',
    spoil: async ({ url }) => changed(url, (other) => (other.port = '1')),
    code: 'SW-CONNECT',
    exit: 11,
    says: [/127\.0\.0\.1:1\b/, /Nothing was changed/, /slipway doctor/],
  },
  {
    id: 'wrong password',
    spoil: async ({ url }) => changed(url, (other) => (other.password = 'wrong')),
    code: 'SW-CONNECT-AUTH',
    exit: 11,
    says: [/password authentication failed/, /Nothing was changed/, /[Cc]heck/],
  },
  {
    id: 'unknown database',
    spoil: async ({ url }) => changed(url, (other) => (other.pathname = '/nowhere')),
    code: 'SW-CONNECT',
    exit: 11,
    says: [/"nowhere" does not exist/, /Create the database/],
  },
  {
    id: 'role without any grant',
    spoil: (at) => role(at, 'nobody', []),
    code: 'SW-PERMISSION',
    exit: 5,
    says: [/GRANT/, /Nothing was changed/],
  },
  {
    id: 'role that does not own the table',
    spoil: async (at) => {
      await at.project.write({ 'migrations/V3__three.sql': 'ALTER TABLE t ADD COLUMN m int;\n' })
      return role(at, 'guest', ofStore)
    },
    code: 'SW-PERMISSION',
    exit: 5,
    says: [/V3__three\.sql:1/, /must be owner/, /role/],
    recordsFailure: true,
  },
  {
    id: 'read-only role',
    spoil: (at) => role(at, 'reader', [...ofStore, 'ALTER ROLE $role SET default_transaction_read_only = on']),
    code: 'SW-NOT-PRIMARY',
    exit: 11,
    says: [/read-only|read only/, /default_transaction_read_only/],
  },
  {
    id: 'replica',
    spoil: async ({ replica }) => replica,
    code: 'SW-NOT-PRIMARY',
    exit: 11,
    says: [/replica/, /Nothing was changed/, /primary/],
  },
  {
    id: 'syntax error',
    spoil: inFile('migrations/V3__three.sql', 'INSERT INTO t VALUES (3);\n\nALTER TABEL t ADD COLUMN m int;\n'),
    code: 'SW-SYNTAX',
    exit: 64,
    says: [/V3__three\.sql:3/, /TABEL/, /Nothing was changed/],
  },
  {
    id: 'unknown column',
    spoil: inFile('migrations/V3__three.sql', 'INSERT INTO t VALUES (3);\n\nUPDATE t SET\n  nope = 1 WHERE n = 1;\n'),
    code: 'SW-STATEMENT-FAILED',
    exit: 5,
    says: [/V3__three\.sql:4/, /nope/],
    recordsFailure: true,
  },
  {
    id: 'psql meta-command',
    spoil: inFile('migrations/V3__three.sql', '\\connect other\nINSERT INTO t VALUES (3);\n'),
    code: 'SW-CLIENT-COMMAND',
    exit: 64,
    says: [/V3__three\.sql:1/],
  },
  {
    id: 'edited file',
    spoil: inFile('migrations/V2__two.sql', 'INSERT INTO t VALUES (2);\n'),
    code: 'SW-EDITED',
    exit: 7,
    says: [/V2__two\.sql/, /slipway repair/],
  },
  {
    id: 'missing file',
    spoil: ({ project }) => project.remove('migrations/V2__two.sql'),
    argv: ['verify'],
    code: 'SW-MISSING',
    exit: 7,
    says: [/V2/, /slipway (repair|rollback --missing)/],
  },
  {
    id: 'duplicate version',
    spoil: inFile('migrations/V2__again.sql', 'INSERT INTO t VALUES (2);\n'),
    code: 'SW-DUPLICATE',
    exit: 7,
    says: [/V2__again\.sql/, /V2__two\.sql/],
  },
  {
    id: 'cycle',
    spoil: ({ project }) =>
      project.write({
        'migrations/V4__four.sql': '-- after: V5\nINSERT INTO t VALUES (4);\n',
        'migrations/V5__five.sql': '-- after: V4\nINSERT INTO t VALUES (5);\n',
      }),
    code: 'SW-CYCLE',
    exit: 7,
    says: [/V4.*V5|V5.*V4/],
  },
  {
    id: 'configuration that cannot be parsed',
    spoil: inFile('slipway.config.ts', 'export default {{{\n'),
    code: 'SW-CONFIG',
    exit: 64,
    says: [/slipway\.config\.ts/, /cannot be parsed/, /Nothing was changed/],
  },
  {
    id: 'configuration without a driver',
    spoil: inFile('slipway.config.ts', 'export default { adapter: { kind: "adapter" } }\n'),
    code: 'SW-CONFIG',
    exit: 64,
    says: [/driver/, /Nothing was changed/],
  },
  {
    id: 'plan made for another database',
    async spoil({ slipway, url }) {
      await slipway(['plan', '--out', 'plan.json'])
      const name = `${new URL(url).pathname.slice(1)}_copy`
      const administration = changed(url, (other) => (other.pathname = '/postgres'))
      await query(administration, `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`)
      return changed(url, (other) => (other.pathname = `/${name}`))
    },
    argv: ['apply', 'plan.json'],
    code: 'SW-PLAN-TARGET',
    exit: 7,
    says: [/made for database/, /slipway plan --out/],
  },
  {
    id: 'edited plan file',
    async spoil(at) {
      await at.slipway(['plan', '--out', 'plan.json'])
      await editPlan(at, 'VALUES (3)', 'VALUES (4)')
    },
    argv: ['apply', 'plan.json'],
    code: 'SW-PLAN-EDITED',
    exit: 7,
    says: [/plan\.json/, /hash/, /slipway plan --out/],
  },
  {
    id: 'plan that is stale',
    async spoil({ slipway, sql, project }) {
      await project.write({ 'migrations/V3__three.sql': 'ALTER TABLE t ADD COLUMN m int;\n' })
      await slipway(['plan', '--out', 'plan.json'])
      await sql('ALTER TABLE t ADD COLUMN m text')
    },
    argv: ['apply', 'plan.json'],
    code: 'SW-PLAN-STALE',
    exit: 7,
    says: [/t\.m exists by now/, /slipway plan --out/],
  },
  {
    id: 'plan that does not exist',
    spoil: async () => undefined,
    argv: ['apply', 'nowhere.json'],
    code: 'SW-USAGE',
    exit: 64,
    says: [/nowhere\.json/, /slipway plan --out/],
  },
  {
    id: 'journal written by a newer version',
    spoil: ({ sql }) => sql('UPDATE slipway.journal SET v = 2 WHERE seq = (SELECT max(seq) FROM slipway.journal)'),
    code: 'SW-JOURNAL-NEWER',
    exit: 7,
    says: [/version 2/, /install/],
  },
  {
    id: 'journal with a changed row',
    spoil: ({ sql }) => sql(`UPDATE slipway.journal SET by = 'somebody else' WHERE seq = 1`),
    code: 'SW-JOURNAL-BROKEN',
    exit: 7,
    says: [/journal/],
  },
  {
    id: 'full disk',
    spoil: inFile(
      'migrations/V3__three.sql',
      'CREATE TABLE big TABLESPACE tiny AS SELECT repeat(md5(g::text), 30) AS x FROM generate_series(1, 20000) g;\n',
    ),
    code: 'SW-DISK-FULL',
    exit: 5,
    says: [/V3__three\.sql:1/, /[Ff]ree space/],
    recordsFailure: true,
  },
]
