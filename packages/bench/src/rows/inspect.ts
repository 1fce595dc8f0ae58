import { join } from 'node:path'
import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { dumperOf } from '../rivals/dumpers.ts'
import { manyTables } from '../rivals/many-tables.ts'
import { reading, type Reader } from '../rivals/reader.ts'
import { runSlipway } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import type { Engine } from '../work/catalog.ts'

// From 1,000 tables to 2,000, the time of a dump of MySQL grows more than tenfold.
const dumped: Readonly<Record<Engine, number>> = { postgres: Infinity, mysql: 2000 }

async function contenders(engine: Engine, size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const project = join(setting.folder, 'slipway')
  const drift: Reader = {
    name: 'slipway drift',
    version: await versionOf('@slipway/cli'),
    kind: 'slipway',
    run: (url) => runSlipway(project, ['drift', '--json'], url),
    saw: ({ stdout }) => (JSON.parse(stdout) as { readonly result: { readonly objects: number } }).result.objects,
    objects: true,
  }
  const there = manyTables(engine, size, setting, project)
  const dumper = await dumperOf(engine)
  return [
    reading(drift, there, size),
    size > dumped[engine]
      ? { name: dumper.name, why: 'it was not through after 28 minutes' }
      : reading(dumper, there, size),
  ]
}

const sizes: Row['sizes'] = { short: [500], full: [500, 1000, 2000, 5000] }

/** `slipway drift` reads the whole catalog, and what the last run recorded, and compares. */
export const inspectPostgres: Row = {
  name: 'inspect-postgres',
  title: 'read the schema of many tables, PostgreSQL 15',
  sizes,
  unit: 'tables',
  reach: { words: 'faster than pg_dump', beside: 'pg_dump -s', times: 1, at: [500, 5000] },
  contenders: (size, setting) => contenders('postgres', size, setting),
}

/** The same on MySQL. */
export const inspectMysql: Row = {
  name: 'inspect-mysql',
  title: 'read the schema of many tables, MySQL 8.0',
  sizes,
  unit: 'tables',
  reach: { words: 'faster than mysqldump', beside: 'mysqldump --no-data', times: 1, at: [500, 2000] },
  contenders: (size, setting) => contenders('mysql', size, setting),
}
