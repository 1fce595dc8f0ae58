/**
 * Reads `flyway.conf`: properties of Java, with what Flyway does to them first. A backslash is an ordinary character except at
 * the end of a line, which it carries on; `${NAME}` stands for an environment variable, an empty text where it is not set
 * (Flyway 11.20.3, `ConfigUtils.loadConfigurationFromString`).
 */
export function readProperties(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const expanded = text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_, name: string) => env[name] ?? '')
  const found = new Map<string, string>()
  let line = ''
  for (const raw of expanded.split(/\r\n?|\n/)) {
    const part = raw.trim()
    if (line === '' && /^[#!]/.test(part)) continue
    if (part.endsWith('\\')) {
      line += part.slice(0, -1)
      continue
    }
    const [, key = '', value = ''] = /^([^=:\s]+)\s*[=:]?\s*(.*)$/s.exec(line + part) ?? []
    line = ''
    if (key !== '') found.set(key, value)
  }
  return found
}
