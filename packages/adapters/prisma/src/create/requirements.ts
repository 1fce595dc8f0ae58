import { SlipwayError } from '@slipway/core'
import type { PrismaProject } from '../project/project.ts'
import type { Scratches } from './stage.ts'

/**
 * Prisma's engine for WebAssembly knows PostgreSQL and no other database of ours.
 *
 * @throws SW-UNSUPPORTED.
 */
export function requireEngine({ provider }: PrismaProject): void {
  if (provider === 'postgresql') return
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `Turning an edited schema into SQL for ${provider} takes Prisma's native engine, which Slipway does not carry. Nothing was written.`,
    {
      hint: 'npx prisma migrate dev --create-only --name <name>   writes migration.sql; Slipway plans, applies and rolls it back\nslipway new --down <id>                              writes the way back beside it',
      details: { provider },
    },
  )
}

/**
 * A scratch database is the only place where migrations are tried.
 *
 * @throws SW-UNSUPPORTED where none can be made.
 */
export function requireScratch(scratch: Scratches | undefined): Scratches {
  if (scratch !== undefined) return scratch
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    'What the migrations so far lead to is found out on a scratch database, and none can be made here. Nothing was written.',
    { hint: 'Name a driver that makes them, in slipway.config.ts:\n  rehearse: { driver: pglite() }' },
  )
}
