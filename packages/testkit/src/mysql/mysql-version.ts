/** The versions of MySQL that have a server to test on. */
export type MysqlVersion = '8.0'

/** Every version of {@link MysqlVersion}, oldest first. */
export const mysqlVersions: readonly MysqlVersion[] = ['8.0']

/** The versions of MariaDB that have a server to test on. */
export type MariadbVersion = '10.11'

/** Every version of {@link MariadbVersion}, oldest first. */
export const mariadbVersions: readonly MariadbVersion[] = ['10.11']
