import { SlipwayError } from '@slipway/core'
import type { BridgeContext } from '@slipway/core/plugin'
import { name, queryFor, type Name } from '@slipway/core/adapter'

/** Where Prisma's history stands. */
export interface FoundTable {
  readonly exists: boolean
  readonly name: Name
  /** On PostgreSQL. Absent while it is not there. */
  readonly schema?: string
}

const table = '_prisma_migrations'

/**
 * Finds the table in the schema that this session works in, as Prisma does: on PostgreSQL the one of the url.
 *
 * @throws SW-CONFIG when that is not the schema of the url in Prisma's own configuration: files would run in the wrong one.
 */
export async function findTable(
  { session, dialect }: BridgeContext,
  schemas: ReadonlySet<string>,
): Promise<FoundTable> {
  if (dialect.name !== 'postgres') {
    const { rows } = await session.execute(
      queryFor(
        dialect,
      )`SELECT COUNT(*) AS found FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${table}`,
    )
    return { exists: Number(rows[0]?.['found']) > 0, name: name(table) }
  }
  const { rows } = await session.execute({
    text: `SELECT current_schema()::text AS schema,
  to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS found`,
  })
  const schema = typeof rows[0]?.['schema'] === 'string' ? rows[0]['schema'] : undefined
  const [stated] = schemas
  // While the schema is not there, the path names it all the same.
  const named = schema ?? stated
  if (named !== undefined && schemas.size > 0 && !schemas.has(named)) throw elsewhere(named, stated)
  return {
    exists: rows[0]?.['found'] === true,
    name: name(named, table),
    ...(schema === undefined ? {} : { schema }),
  }
}

function elsewhere(schema: string, stated: string | undefined): SlipwayError {
  return new SlipwayError(
    'SW-CONFIG',
    `The url in Prisma's configuration works in the schema "${stated}", this connection in "${schema}". Nothing was changed.`,
    {
      hint: 'driver: postgres(project.connection())   takes the schema over from the url',
      details: { schema, stated: stated ?? '' },
    },
  )
}
