/** A privilege as the server lists it. */
export interface Privilege {
  /** Quoted where it needs it; `PUBLIC` is everybody. */
  readonly role: string
  readonly privilege: string
  readonly grantable: boolean
  /** What the object would have had without any GRANT; then `grantable` marks the owner's. */
  readonly standard: boolean
}

const namesOf = (privileges: readonly Privilege[]): string =>
  privileges
    .map(({ privilege }) => privilege)
    .sort()
    .join()

// A newer server has more privileges on a table (MAINTAIN since 17), so whoever has them all is said to.
function describe(held: readonly Privilege[], complete: string): string {
  if (held.length === 0) return 'NONE'
  const grantable = held.every((one) => one.grantable)
  if (held.length > 1 && namesOf(held) === complete) return grantable ? 'ALL WITH GRANT OPTION' : 'ALL'
  return held
    .map((one) => (one.grantable ? `${one.privilege} WITH GRANT OPTION` : one.privilege))
    .sort()
    .join(', ')
}

/**
 * What each role may do with one object, where that is not what it could without any GRANT or REVOKE: `NONE` says that
 * somebody took away what every owner, or PUBLIC, has from the start.
 */
export function describeGrants(privileges: readonly Privilege[]): ReadonlyMap<string, string> {
  const standard = privileges.filter((one) => one.standard)
  const complete = namesOf(standard.filter((one) => one.grantable))
  const byRole = Map.groupBy(privileges, (one) => one.role)
  const described = new Map<string, string>()
  for (const [role, all] of byRole) {
    const held = all.filter((one) => !one.standard)
    const usual = all.filter((one) => one.standard)
    if (namesOf(held) !== namesOf(usual)) described.set(role, describe(held, complete))
  }
  return described
}
