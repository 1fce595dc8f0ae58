import { sha256 } from '@slipway/core'
import type { Tables } from './store/tables.ts'

/** The named lock that guards one project of one database. A name has at most 64 characters. */
export const lockName = (tables: Tables, project: string): string =>
  `slipway.lease.${sha256(`${tables.schema}:${tables.prefix}:${tables.database}:${project}`).slice(0, 40)}`
