import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AlembicOptions } from '../options.ts'
import { valueOf, type ParsePython } from '../revisions/python-source.ts'
import type { Settings } from './read-settings.ts'

/** What `env.py` says of Alembic's table where it says it as plain text; it is not run. */
export function readEnvironment(
  { scripts }: Settings,
  parse: ParsePython,
): Pick<AlembicOptions, 'versionTable' | 'versionTableSchema'> {
  const path = join(scripts, 'env.py')
  if (!existsSync(path)) return {}
  const root = parse(readFileSync(path, 'utf8'))
  const literal = (name: string): string | undefined => {
    for (const argument of root.descendantsOfType('keyword_argument')) {
      if (argument?.childForFieldName('name')?.text !== name) continue
      const value = valueOf(argument.childForFieldName('value'), new Map())
      if (typeof value === 'string') return value
    }
    return undefined
  }
  const table = literal('version_table')
  const schema = literal('version_table_schema')
  return {
    ...(table !== undefined && table !== 'alembic_version' && { versionTable: table }),
    ...(schema !== undefined && { versionTableSchema: schema }),
  }
}
