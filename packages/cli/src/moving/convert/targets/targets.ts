import { dbmate } from './dbmate.ts'
import { flyway } from './flyway.ts'
import { golangMigrate } from './golang-migrate.ts'
import { goose } from './goose.ts'
import { nodePgMigrate } from './node-pg-migrate.ts'
import { prisma } from './prisma.ts'
import type { Target } from './target.ts'

/** Every tool whose files can be written. The first is what is written where nobody says. */
export const targets: readonly [Target, ...Target[]] = [flyway, golangMigrate, goose, dbmate, nodePgMigrate, prisma]
