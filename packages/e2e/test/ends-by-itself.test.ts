import { freshDatabase, sharedMariadb, sharedMongodb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { slipway } from '../src/child.ts'
import { mongodbConfig } from '../src/mongodb/stage.ts'
import { mysqlConfig } from '../src/mysql/stage.ts'
import { configText, makeProject } from '../src/project.ts'

const table = { 'V1__a.sql': 'CREATE TABLE a (n int);\n' }
const collection = { 'V1__a.json': '{ "create": "a" }\n' }

/** Says so when nothing is left to do, which a process that is told to exit never comes to. */
const tellsItsEnd = "--import=data:text/javascript,process.once('beforeExit',()=>console.error('drained'))"

// A process that exits while a thread of the engine compiles may wait for that thread, and it for the process, for ever.
test.each([
  ['PostgreSQL', () => sharedPostgres(15), {}, table],
  ['MySQL', () => sharedMysql('8.0'), mysqlConfig, table],
  ['MariaDB', () => sharedMariadb('10.11'), mysqlConfig, table],
  ['MongoDB', () => sharedMongodb({ version: '6.0' }), mongodbConfig, collection],
] as const)('on %s a command leaves nothing open, and its process ends by itself', async (...row) => {
  const [, server, config, migrations] = row
  const database = await freshDatabase(await server())
  await using project = await makeProject(migrations, configText(config))
  const env = { DATABASE_URL: database.url, NODE_OPTIONS: tellsItsEnd }
  for (const line of ['rehearse', 'apply', 'status', 'rollback --yes', 'doctor', 'rollback --batch 7']) {
    const { stderr } = await slipway(line.split(' '), { cwd: project.dir, env })
    expect(stderr.endsWith('drained\n'), `slipway ${line}: ${stderr}`).toBe(true)
  }
  await database.drop()
})

test('what fails after a command has ended says nothing of how it ended', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  await using project = await makeProject(table)
  const late = "--import=data:text/javascript,process.once('beforeExit',()=>{process.exitCode=9;throw(Error('late'))})"
  const options = { cwd: project.dir, env: { DATABASE_URL: database.url, NODE_OPTIONS: late } }
  expect(await slipway(['status', '--exit-code'], options)).toMatchObject({ code: 2, stderr: '' })
  expect(await slipway(['apply', '--quiet'], options)).toMatchObject({ code: 0, stderr: '' })
})
