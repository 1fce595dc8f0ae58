import type { BridgeContext } from '@slipway/core/plugin'

/** Whether the server speaks PostgreSQL; MySQL and MariaDB are what else the bridges know. */
export const isPostgres = ({ dialect }: Pick<BridgeContext, 'dialect'>): boolean => dialect.name === 'postgres'

/** A name as tools quote it: always. */
export function quoted(context: Pick<BridgeContext, 'dialect'>, text: string): string {
  return isPostgres(context) ? `"${text.replaceAll('"', '""')}"` : `\`${text.replaceAll('`', '``')}\``
}
