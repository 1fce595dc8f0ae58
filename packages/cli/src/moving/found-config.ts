import type { Driver, FactoryCall, FoundProject, SlipwayConfig, TargetConfig, WrittenCall } from '@slipway/core'
import { detectProject } from '../init/detect-project.ts'
import { importFrom, isInstalled } from './import-from.ts'

/** Targets whose name says that others rely on them. */
const relied = /^(?:prod(?:uction)?|live)$/i

/** @throws `SW-UNSUPPORTED` with the command that installs what a configuration imports. */
export async function requireInstalled(cwd: string, packages: readonly string[]): Promise<void> {
  const missing: string[] = []
  for (const name of new Set(packages)) if (!(await isInstalled(cwd, name))) missing.push(name)
  if (missing.length === 0) return
  const { SlipwayError } = await import('@slipway/core')
  const { install } = await detectProject(cwd)
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `The configuration needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed here. Nothing was changed.`,
    { hint: `${install} ${missing.join(' ')}`, details: { packages: missing } },
  )
}

async function requireTarget({ title, configuration, targets, notices }: FoundProject): Promise<void> {
  if (targets.length > 0) return
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `${title}, ${configuration}: no database of it is one that a driver is found for. Nothing was changed.`,
    notices.length === 0 ? {} : { hint: notices.join('\n') },
  )
}

async function call({ package: name, factory, options }: FactoryCall, cwd: string): Promise<Driver> {
  const make = (await importFrom(cwd, name))?.[factory]
  if (typeof make === 'function') return (make as (given: object) => Driver)(options)
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-UNSUPPORTED', `${name} exports no ${factory}. Nothing was changed.`, {
    hint: 'Install versions that belong together:\nnpm ls @slipway/core',
    details: { package: name, factory },
  })
}

/**
 * The configuration of a found project, in memory: nothing is written, nothing is connected.
 * @throws `SW-UNSUPPORTED` naming the packages to install.
 */
export async function foundConfig(cwd: string, found: FoundProject, project?: string): Promise<SlipwayConfig> {
  await requireTarget(found)
  const drivers = found.targets.map(({ driver }) => driver.package)
  await requireInstalled(cwd, ['@slipway/cli', ...drivers, found.call.package])
  const targets: Record<string, TargetConfig> = {}
  for (const { name, driver, own } of found.targets) {
    targets[name] = {
      adapter: own?.adapter ?? found.adapter,
      driver: await call(driver, cwd),
      ...(relied.test(name) && { protected: true }),
      ...(project !== undefined && { project }),
    }
  }
  const only = targets['default']
  return only !== undefined && found.targets.length === 1 ? only : { targets }
}

const quoted = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`)

/** What a configuration's text is made from. */
export interface ConfigParts {
  readonly call: WrittenCall
  readonly targets: readonly {
    readonly name: string
    readonly driver: WrittenCall
    readonly own?: { readonly source: string }
  }[]
}

/** The text of such a configuration: it names where secrets are, and holds none. `project` names its history. */
export function configTextOf({ call: { awaited, ...adapter }, targets }: ConfigParts, project?: string): string {
  const own = project === undefined ? '' : `project: '${project.replaceAll("'", "\\'")}'`
  const imports = new Map<string, Set<string>>([['@slipway/cli', new Set(['defineConfig'])]])
  for (const { package: name, factory } of [...targets.map(({ driver }) => driver), adapter])
    imports.set(name, (imports.get(name) ?? new Set()).add(factory))
  const made = targets.map(({ name, driver, own: { source } = { source: 'project' } }) => ({
    name,
    source,
    text: `${driver.factory}(${driver.source})`,
  }))
  const [only] = made
  const body =
    only !== undefined && made.length === 1 && only.name === 'default'
      ? [`  adapter: ${only.source},`, `  driver: ${only.text},`, ...(own === '' ? [] : [`  ${own},`])]
      : [
          '  targets: {',
          ...made.map(
            ({ name, source, text }) =>
              `    ${quoted(name)}: { adapter: ${source}, driver: ${text}${relied.test(name) ? ', protected: true' : ''}${own === '' ? '' : `, ${own}`} },`,
          ),
          '  },',
        ]
  return [
    ...[...imports].map(([name, names]) => `import { ${[...names].join(', ')} } from '${name}'`),
    '',
    `const project = ${awaited === true ? 'await ' : ''}${adapter.factory}(${adapter.source})`,
    '',
    'export default defineConfig({',
    ...body,
    '})',
    '',
  ].join('\n')
}
