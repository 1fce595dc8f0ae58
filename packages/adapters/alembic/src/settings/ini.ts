/** Values of an `.ini` file, by section and then by name in lower case. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Reads the format of Python's `configparser`: sections, continued lines, comments on lines of their own. */
export function readIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>()
  let section: Map<string, string> | undefined
  let key: string | undefined
  for (const line of text.split(/\r\n?|\n/)) {
    if (/^\s*[#;]/.test(line)) continue
    if (line.trim() === '') continue
    const [, name] = /^\[([^\]]+)\]/.exec(line) ?? []
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>()
      sections.set(name, section)
      key = undefined
    } else if (/^\s/.test(line) && key !== undefined) {
      section?.set(key, `${section.get(key) ?? ''}\n${line.trim()}`.trim())
    } else {
      const [, found = '', value = ''] = /^\s*([^=:]+?)\s*(?:[=:]\s*(.*?))?\s*$/.exec(line) ?? []
      key = found.toLowerCase()
      section?.set(key, value)
    }
  }
  return sections
}

/**
 * One value with `%(name)s` filled in from the same section, from `DEFAULT` or from `given`, and `%%` made `%`. `undefined`
 * where it is not there, or where a name that it needs is not.
 */
export function iniValue(
  ini: Ini,
  section: string,
  name: string,
  given: Readonly<Record<string, string>>,
  depth = 0,
): string | undefined {
  const value = ini.get(section)?.get(name) ?? ini.get('DEFAULT')?.get(name) ?? given[name]
  // configparser gives up at the same depth.
  if (value === undefined || depth > 10) return undefined
  let isWhole = true
  const filled = value.replace(/%(?:%|\(([^)]+)\)s)/g, (_match, inner?: string) => {
    if (inner === undefined) return '%'
    const other = iniValue(ini, section, inner.toLowerCase(), given, depth + 1)
    isWhole &&= other !== undefined
    return other ?? ''
  })
  return isWhole ? filled : undefined
}
