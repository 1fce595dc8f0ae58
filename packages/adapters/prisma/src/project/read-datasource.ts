import type { SchemaFile, Setting } from './project.ts'

/** The `datasource` block of a schema. */
export interface Datasource {
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly provider: string | undefined
  readonly url: Setting | undefined
  readonly directUrl: Setting | undefined
  readonly shadowDatabaseUrl: Setting | undefined
}

/**
 * Reads the one block that says which database it is, line by line, as Prisma's language has it: `key = value`, comments
 * behind `//`. `undefined` where no file has one. Prisma's own parser is a module of 10 MB and takes a second to start.
 */
export function readDatasource(files: readonly SchemaFile[]): Datasource | undefined {
  for (const { path, text } of files) {
    const lines = text.split(/\r\n|\r|\n/)
    const start = lines.findIndex((line) => /^\s*datasource\s+\w+\s*\{/.test(line))
    if (start < 0) continue
    const values = new Map<string, string>()
    for (const line of lines.slice(start + 1)) {
      if (/^\s*\}/.test(line)) break
      const [, key, value] = /^\s*(\w+)\s*=\s*((?:"(?:[^"\\]|\\.)*"|[^"/]|\/(?!\/))*)/.exec(line) ?? []
      if (key !== undefined && value !== undefined) values.set(key, value.trim())
    }
    return {
      file: path,
      line: start + 1,
      provider: textOf(values.get('provider')),
      url: settingOf(values.get('url')),
      directUrl: settingOf(values.get('directUrl')),
      shadowDatabaseUrl: settingOf(values.get('shadowDatabaseUrl')),
    }
  }
  return undefined
}

function settingOf(written: string | undefined): Setting | undefined {
  const name = /^env\(\s*"(\w+)"\s*\)$/.exec(written ?? '')?.[1]
  if (name !== undefined) return { kind: 'env', name }
  const value = textOf(written)
  return value === undefined ? undefined : { kind: 'value', value }
}

function textOf(written: string | undefined): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(written ?? '')?.[1]
  return quoted?.replace(/\\(.)/g, '$1')
}
