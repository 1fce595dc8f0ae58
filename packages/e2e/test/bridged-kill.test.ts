import { startMysql, startPostgres, type MysqlServer, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flywayFails, flywayGoesOn, onMysql, onPostgres } from '../src/bridged/flyway-cases.ts'
import { flywayStage } from '../src/bridged/flyway-stage.ts'
import { play } from '../src/kill/play.ts'
import { crashServer, postgresStage } from '../src/kill/postgres-stage.ts'
import type { Stage } from '../src/kill/stage.ts'
import { crashMysql, mysqlStage } from '../src/mysql/stage.ts'

describe('with Flyway on PostgreSQL', () => {
  let server: PostgresServer
  let stage: Stage

  beforeAll(async () => {
    server = await startPostgres({ version: 15, ...crashServer })
    stage = flywayStage(postgresStage(server))
  })
  afterAll(() => server?.stop())

  test.concurrent.each([...onPostgres, flywayGoesOn])('$id: $title', async (kill) => {
    expect(await play(stage, kill)).toEqual([])
  })
})

describe('with Flyway on MySQL', () => {
  let server: MysqlServer
  let stage: Stage

  beforeAll(async () => {
    server = await startMysql({ version: '8.0', ...crashMysql })
    stage = flywayStage(mysqlStage(server))
  })
  afterAll(() => server?.stop())

  test.concurrent.each([...onMysql, flywayFails])('$id: $title', async (kill) => {
    expect(await play(stage, kill)).toEqual([])
  })
})
