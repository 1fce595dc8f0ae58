/** Slipway's own tables, which are no part of anybody's schema. */
export function isOwn(table: string): boolean {
  return table.startsWith('slipway_')
}
