/** Which package reads a framework's project. Names to install; none of them is imported by its name here. */
export const adapterPackages: Readonly<Record<string, string>> = {
  flyway: '@slipway/adapter-sql',
  'golang-migrate': '@slipway/adapter-sql',
  goose: '@slipway/adapter-sql',
  dbmate: '@slipway/adapter-sql',
  'node-pg-migrate': '@slipway/adapter-sql',
  knex: '@slipway/adapter-knex',
  prisma: '@slipway/adapter-prisma',
  alembic: '@slipway/adapter-alembic',
  'migrate-mongo': '@slipway/adapter-mongodb',
}

/** Every tool that a project can come from. */
export const tools: readonly string[] = Object.keys(adapterPackages)

/** Whether a package says by its name that it is an adapter: Slipway's own, or `slipway-adapter-acme`, scoped or not. */
export function isAdapterPackage(name: string): boolean {
  return /^(?:@slipway\/adapter-|(?:@[^/]+\/)?slipway-adapter-)/.test(name)
}
