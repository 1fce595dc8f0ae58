/** Properties that environment variables set, as Flyway names both: `FLYWAY_OUT_OF_ORDER` is `flyway.outOfOrder`. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(env)) {
    const property = value === undefined ? undefined : propertyOf(name)
    if (property !== undefined && value !== undefined) found.set(property, value)
  }
  return found
}

function propertyOf(name: string): string | undefined {
  const placeholder = /^FLYWAY_PLACEHOLDERS_(.+)$/.exec(name)?.[1]
  if (placeholder !== undefined) return `flyway.placeholders.${placeholder.toLowerCase()}`
  const rest = /^FLYWAY_([A-Z_]+)$/.exec(name)?.[1]
  if (rest === undefined) return undefined
  return `flyway.${rest.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
}
