/** `String.hashCode` of Java: Flyway derives its lock from the table's quoted name. */
export function javaHash(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0
  return hash
}

/** The key of Flyway's advisory lock on PostgreSQL (11.20.3, `PostgreSQLAdvisoryLockTemplate`): `Flyway` as a number, plus the hash. */
export function advisoryKey(quotedTable: string): bigint {
  return 77_431_708_279_161n + BigInt(javaHash(quotedTable))
}

/** The name of Flyway's lock on MySQL and MariaDB (11.20.3, `MySQLNamedLockTemplate`). */
export function lockName(quotedTable: string): string {
  return `Flyway-${javaHash(quotedTable)}`
}
