import { startMysql, startPostgres, type MysqlServer, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alembicCases, alembicStage } from '../src/bridged/alembic-cases.ts'
import { flywayFails, flywayGoesOn, onMysql, onPostgres } from '../src/bridged/flyway-cases.ts'
import { flywayStage } from '../src/bridged/flyway-stage.ts'
import { knexCases, knexStage, knexWaits } from '../src/bridged/knex-cases.ts'
import { prismaCases, prismaStage } from '../src/bridged/prisma-cases.ts'
import { play } from '../src/kill/play.ts'
import { crashServer, postgresStage } from '../src/kill/postgres-stage.ts'
import type { Stage } from '../src/kill/stage.ts'
import { crashMysql, mysqlStage } from '../src/mysql/stage.ts'

describe('on PostgreSQL', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres({ version: 15, ...crashServer })
  })
  afterAll(() => server?.stop())

  test.concurrent.each([...onPostgres, flywayGoesOn])('Flyway, $id: $title', async (kill) => {
    expect(await play(flywayStage(postgresStage(server)), kill)).toEqual([])
  })

  test.concurrent.each([...knexCases, knexWaits])('Knex, $id: $title', async (kill) => {
    expect(await play(knexStage(postgresStage(server)), kill)).toEqual([])
  })

  test.concurrent.each(prismaCases)('Prisma, $id: $title', async (kill) => {
    expect(await play(prismaStage(postgresStage(server)), kill)).toEqual([])
  })

  test.concurrent.each(alembicCases)('Alembic, $id: $title', async (kill) => {
    expect(await play(await alembicStage(postgresStage(server)), kill)).toEqual([])
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
