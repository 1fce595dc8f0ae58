import type { FoundProject, ProjectFinder, SlipwayError } from '@slipway/core'
import { dependenciesOf, detectProject } from '../init/detect-project.ts'
import type { Io } from '../io.ts'
import { suggest } from '../suggest.ts'
import { adapterPackages, isAdapterPackage, tools } from './adapter-packages.ts'
import { importFrom, isInstalled } from './import-from.ts'

/** A framework's project, and the name of the framework. */
export interface Found {
  /** As `--from` takes it. */
  readonly name: string
  readonly project: FoundProject
}

type Asking = Pick<Io, 'cwd' | 'env'>

function isFinder(value: unknown): value is ProjectFinder {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'project-finder'
}

/** Finders among the exports of the adapters that a project names and has installed. */
async function findersOf(cwd: string): Promise<readonly ProjectFinder[]> {
  const finders: ProjectFinder[] = []
  for (const name of (await dependenciesOf(cwd)).filter(isAdapterPackage)) {
    const exported = await importFrom(cwd, name)
    finders.push(...Object.values(exported ?? {}).filter(isFinder))
  }
  return [...new Map(finders.map((finder) => [finder.name, finder])).values()]
}

async function ask(finder: ProjectFinder, io: Asking): Promise<Found | undefined> {
  try {
    const project = await finder.find({ cwd: io.cwd, env: io.env })
    return project && { name: finder.name, project }
  } catch (error) {
    if (error instanceof Error && error.name === 'SlipwayError') throw error
    const { SlipwayError } = await import('@slipway/core')
    const why = error instanceof Error ? error.message : String(error)
    throw new SlipwayError(
      'SW-CONFIG',
      `The configuration of ${finder.name} cannot be loaded: ${why} Nothing was changed.`,
      {
        hint: `It is code: give it the environment that ${finder.name} gives it, and run the same again`,
        cause: error,
        details: { framework: finder.name },
      },
    )
  }
}

/** What to install where a framework's files are there and its adapter is not. */
async function notInstalled(cwd: string, finders: readonly ProjectFinder[]): Promise<SlipwayError> {
  const { SlipwayError } = await import('@slipway/core')
  const { found, adoptable, install } = await detectProject(cwd)
  const known = finders.map(({ name }) => name)
  const seen = tools.filter((tool) => adoptable.some((name) => name.toLowerCase() === tool) && !known.includes(tool))
  const named = seen.flatMap((tool) => adapterPackages[tool] ?? [])
  const packages: string[] = []
  for (const name of new Set(named)) if (!(await isInstalled(cwd, name))) packages.push(name)
  if (packages.length > 0) {
    return new SlipwayError(
      'SW-UNSUPPORTED',
      `Found ${found.join(', ')}, and the adapter that reads it is not installed. Nothing was changed.`,
      { hint: `${install} ${packages.join(' ')}\nslipway adopt`, details: { packages } },
    )
  }
  const asked = known.length === 0 ? 'no adapter is installed' : `asked: ${known.join(', ')}`
  return new SlipwayError('SW-UNSUPPORTED', `No framework's project is found here (${asked}). Nothing was changed.`, {
    hint:
      known.length === 0
        ? `Install the adapter of the framework, in the folder of its configuration:\n${[...new Set(Object.values(adapterPackages))].map((name) => `  ${install} ${name}`).join('\n')}`
        : 'Run it in the folder that holds the configuration of the framework, or write a configuration:\nslipway init',
    details: { asked: known },
  })
}

async function unknownName(cwd: string, asked: string, finders: readonly ProjectFinder[]): Promise<SlipwayError> {
  const { SlipwayError } = await import('@slipway/core')
  const needed = adapterPackages[asked]
  if (needed !== undefined) {
    const { install } = await detectProject(cwd)
    return new SlipwayError(
      'SW-UNSUPPORTED',
      `What reads a project of ${asked} is not installed. Nothing was changed.`,
      {
        hint: `${install} ${needed}`,
        details: { package: needed },
      },
    )
  }
  const names = [...new Set([...finders.map(({ name }) => name), ...tools])]
  const meant = suggest(asked, names)
  return new SlipwayError(
    'SW-USAGE',
    `--from does not know "${asked}".${meant === undefined ? '' : ` Did you mean ${meant}?`} Nothing was changed.`,
    { hint: names.map((name) => `--from ${name}`).join('\n') },
  )
}

/**
 * The one project of a framework in a folder; `from` chooses among several. Loads adapters, and whatever configuration of the
 * framework is code; never a migration file.
 * @throws `SW-UNSUPPORTED` naming what to install, `SW-USAGE` when there are several, `SW-CONFIG` with the loader's own words.
 */
export async function findProject(io: Asking, from: string | undefined, command: string): Promise<Found> {
  const { SlipwayError } = await import('@slipway/core')
  const finders = await findersOf(io.cwd)
  const asked = from === undefined ? finders : finders.filter(({ name }) => name === from)
  if (from !== undefined && asked.length === 0) throw await unknownName(io.cwd, from, finders)
  const all: Found[] = []
  for (const finder of asked) {
    const found = await ask(finder, io)
    if (found) all.push(found)
  }
  const [one, ...others] = all
  if (one === undefined) {
    if (from === undefined) throw await notInstalled(io.cwd, finders)
    throw new SlipwayError('SW-UNSUPPORTED', `No project of ${from} is found here. Nothing was changed.`, {
      hint: `Run it in the folder that holds the configuration of ${from}.`,
    })
  }
  if (others.length === 0) return one
  throw new SlipwayError(
    'SW-USAGE',
    `Projects of ${all.map(({ name }) => name).join(', ')} are here; say which one. Nothing was changed.`,
    { hint: all.map(({ name, project }) => `slipway ${command} --from ${name}    ${project.title}`).join('\n') },
  )
}
