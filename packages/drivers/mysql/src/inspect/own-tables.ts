const own = /^slipway_(?:journal|checkpoint|lease|heartbeat|store|scratch)$/

/** Slipway's own tables, which are no part of anybody's schema. */
export function isOwn(table: string): boolean {
  return own.test(table)
}
