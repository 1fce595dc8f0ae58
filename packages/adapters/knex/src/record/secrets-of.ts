/** Variables whose names say that what they hold is not for others to see. */
const telling = /pass|secret|token|key|credential|private|dsn|_url$/i

/** What must not stand in a plan: code may put it into a statement, and plans are shown to many. Shorter values are words. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    telling.test(name) && value !== undefined && value.length >= 6 ? [value] : [],
  )
}
