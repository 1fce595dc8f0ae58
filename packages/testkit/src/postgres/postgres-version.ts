/** The major versions of PostgreSQL that have a server to test on. */
export type PostgresVersion = 13 | 15 | 16 | 17 | 18

/** Every version of {@link PostgresVersion}, oldest first. */
export const postgresVersions: readonly PostgresVersion[] = [13, 15, 16, 17, 18]
