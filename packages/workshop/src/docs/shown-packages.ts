/** What a page's examples may import without saying that they install it. */
export const shownPackages: readonly string[] = [
  'adapter-alembic',
  'adapter-knex',
  'adapter-mongodb',
  'adapter-prisma',
  'adapter-sql',
  'cli',
  'core',
  'dialect-postgres',
  'driver-mongodb',
  'driver-mysql',
  'driver-pglite',
  'driver-postgres',
  'rehearsal',
  'testkit',
].map((name) => `@slipway/${name}`)
