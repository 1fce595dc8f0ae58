import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FindContext, FoundProject, FoundTarget, ProjectFinder } from '@slipway/core/plugin'
import { findFiles } from '../../files/find-files.ts'
import type { SourceFile } from '../../files/source-file.ts'
import { resolveOptions } from '../../options.ts'
import { foundDriver } from '../../project/found-driver.ts'
import { isFlywayCallback, wellNamed } from '../../styles/flyway-names.ts'
import { isCodeStep } from '../../styles/refuse.ts'
import { connectionOf, databaseOf } from '../configuration/connection.ts'
import { configFilesOf, readSettings } from '../configuration/read-settings.ts'
import { environmentsIn } from '../configuration/read-toml.ts'
import type { FlywaySettings } from '../configuration/settings.ts'
import { flyway } from '../flyway.ts'
import { dayOne } from './day-one.ts'

/** The Flyway that the bridge is tested with. */
const tested = '11.20.3'

/** Finds a Flyway project by its configuration file, its environment variables, or its scripts in a usual folder. */
export const flywayProject: ProjectFinder = {
  kind: 'project-finder',
  name: 'flyway',
  contract: 1,
  async find(context) {
    const { cwd, env } = context
    const files = configFilesOf({}, cwd, env)
    const settings = readSettings({ cwd, env })
    const scripts = scriptsIn(settings, cwd)
    const isStated = files.length > 0 || env['FLYWAY_URL'] !== undefined || env['FLYWAY_LOCATIONS'] !== undefined
    if (!isStated && scripts.versioned.length + scripts.repeatable.length === 0) return undefined
    return found(context, settings, scripts)
  },
}

/** The files of all locations, by what they are. */
export interface FlywayScripts {
  readonly versioned: readonly SourceFile[]
  readonly repeatable: readonly SourceFile[]
  readonly undo: readonly SourceFile[]
  /** Those that Flyway runs or reads and Slipway does not. */
  readonly leftOut: readonly SourceFile[]
}

function scriptsIn(settings: FlywaySettings, cwd: string): FlywayScripts {
  const { separator, suffixes, undoPrefix: undo, repeatablePrefix: repeatable } = settings
  const options = resolveOptions({
    locations: settings.locations.map(({ folder }) => folder),
    separator,
    suffixes,
    prefix: { undo, repeatable },
  })
  const isThere = settings.locations.some(({ folder }) => existsSync(resolve(cwd, folder)))
  const all = isThere ? findFiles(cwd, options).files : []
  const of = (prefix: string, kind: string): readonly SourceFile[] =>
    all.filter((file) => wellNamed(file, prefix, options)?.kind === kind)
  const prefixes = settings.versionPrefix === undefined ? ['V', ''] : [settings.versionPrefix]
  return {
    versioned: prefixes.map((prefix) => of(prefix, 'versioned')).find((files) => files.length > 0) ?? [],
    repeatable: of('V', 'repeatable'),
    undo: of('V', 'undo'),
    leftOut: all.filter(
      (file) => isFlywayCallback(file.name) || isCodeStep(file) || /^B\d[\d._]*__.*\.sql$/.test(file.name),
    ),
  }
}

function found({ cwd, env }: FindContext, settings: FlywaySettings, scripts: FlywayScripts): FoundProject {
  const ignore = [...new Set(scripts.leftOut.map(({ name }) => name))]
  const version = versionIn(cwd)
  const folders = settings.locations.map(({ folder }) => folder).join(', ')
  return {
    title: version === undefined ? 'flyway' : `flyway ${version}`,
    configuration: settings.files.length > 0 ? settings.files.join(', ') : `the scripts in ${folders}`,
    loaded: [],
    tested: version === undefined || version.startsWith('11.'),
    adapter: flyway({ cwd, env, ignore }),
    call: {
      package: '@slipway/adapter-sql',
      factory: 'flyway',
      source:
        ignore.length === 0
          ? ''
          : `{ ignore: [${ignore.map((name) => `'${name.replaceAll("'", "\\'")}'`).join(', ')}] }`,
    },
    targets: targetsOf(cwd, env, settings),
    files: counted(scripts, folders),
    notices: noticesOf(settings, scripts, version),
    dayOne: dayOne(settings, scripts),
  }
}

function targetsOf(cwd: string, env: FindContext['env'], settings: FlywaySettings): readonly FoundTarget[] {
  const toml = settings.files.filter((file) => file.endsWith('.toml'))
  const names = [...new Set(toml.flatMap((file) => environmentsIn(readFileSync(join(cwd, file), 'utf8'))))]
  const named = names.flatMap((name): readonly FoundTarget[] => {
    const of = readSettings({ cwd, env, environment: name })
    return databaseOf(of.url) === undefined
      ? []
      : [target(name, of, `project.connection('${name.replaceAll("'", "\\'")}')`)]
  })
  if (named.length > 1) return named
  if (databaseOf(settings.url) !== undefined) return [target('default', settings, 'project.connection()')]
  return [{ name: 'default', driver: foundDriver(env['DATABASE_URL']) }]
}

function target(name: string, settings: FlywaySettings, source: string): FoundTarget {
  const database = databaseOf(settings.url) ?? 'postgres'
  return {
    name,
    driver: {
      package: `@slipway/driver-${database}`,
      factory: database,
      options: { ...connectionOf(settings) },
      source,
    },
  }
}

function counted({ versioned, repeatable, undo }: FlywayScripts, folders: string): string {
  const kinds = [`${versioned.length} versioned`]
  if (repeatable.length > 0) kinds.push(`${repeatable.length} repeatable`)
  if (undo.length > 0) kinds.push(`${undo.length} undo`)
  return `${versioned.length + repeatable.length + undo.length} in ${folders} (${kinds.join(', ')})`
}

function noticesOf(settings: FlywaySettings, scripts: FlywayScripts, version: string | undefined): readonly string[] {
  const notices = settings.elsewhere.map((location) => `the location ${location} is not here; its files are not read`)
  if (version === undefined)
    notices.push(`no build file says which version of flyway runs; ${tested} is the one that is tested`)
  if (scripts.leftOut.length > 0) {
    notices.push(
      `left out, since only flyway runs them: ${scripts.leftOut.map(({ path }) => path).join(', ')} (callbacks, code and baseline migrations)`,
    )
  }
  return notices
}

const builds: readonly (readonly [string, RegExp])[] = [
  ['pom.xml', /<flyway(?:\.version|-version)?>\s*(\d[\w.]*)|flyway[\w-]*<\/artifactId>\s*<version>\s*(\d[\w.]*)/],
  ['build.gradle', /org\.flywaydb[^\n]*?(?:version\s*['"]|:)(\d[\w.]*)/],
  ['build.gradle.kts', /org\.flywaydb[^\n]*?(?:version\s*\(?['"]|:)(\d[\w.]*)/],
  ['gradle/libs.versions.toml', /^flyway\s*=\s*['"](\d[\w.]*)/m],
]

/** What a build file states, where it states a number. */
function versionIn(cwd: string): string | undefined {
  for (const [file, pattern] of builds) {
    const match = pattern.exec(readOrEmpty(join(cwd, file)))
    const version = match?.slice(1).find((group) => group !== undefined)
    if (version !== undefined) return version
  }
  return undefined
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
