import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command, CommandContext } from '../command.ts'
import { findConfig } from '../config/load-config.ts'
import { isOn, textOf } from '../flags.ts'
import type { Database } from '../init/databases.ts'

/** The database that was asked for, else the one that the project's own clues name. */
async function chosen(context: CommandContext, variable: string): Promise<Database> {
  const { databaseOf, databases } = await import('../init/databases.ts')
  const { dependenciesOf } = await import('../init/detect-project.ts')
  const asked = textOf(context.flags, 'database')
  if (asked === undefined) {
    const { cwd, env } = context.io
    return databaseOf({ url: env[variable], dependencies: await dependenciesOf(cwd) }) ?? databases[0]
  }
  const found = databases.find(({ name }) => name === asked)
  if (found !== undefined) return found
  const { SlipwayError } = await import('@slipway/core')
  const { suggest } = await import('../suggest.ts')
  const names = databases.map(({ name }) => name)
  const near = suggest(asked, names)
  throw new SlipwayError(
    'SW-USAGE',
    `--database does not know ${asked}; it knows ${names.join(', ')}. Nothing was changed.`,
    { hint: `slipway init --database ${near ?? databases[0].name}` },
  )
}

async function wanted(context: CommandContext): Promise<boolean> {
  if (isOn(context.flags, 'yes') || context.io.ask === undefined) return true
  const answer = await context.io.ask('Write a slipway.config? [Y/n] ')
  return !context.io.signal.aborted && /^(y(es)?)?$/i.test(answer.trim())
}

export const init: Command = {
  name: 'init',
  aliases: [],
  group: 'Everyday',
  summary: 'look at what the project has, write slipway.config.ts, name what to install',
  parameters: '[NAME]',
  most: 1,
  options: [
    {
      name: 'folder',
      value: 'DIR',
      summary: 'where migrations are (default: where they were found, else migrations), or where the plugin goes',
    },
    {
      name: 'database',
      value: 'NAME',
      summary: 'postgres, mysql or mongodb (default: what the connection or the installed client tells, else postgres)',
    },
    { name: 'url-env', value: 'NAME', summary: 'the variable that holds the connection (default: DATABASE_URL)' },
    {
      name: 'plugin',
      value: 'KIND',
      summary: 'write the package of a new plugin instead: driver, adapter, strategy, rule or reporter (NAME: acme)',
    },
  ],
  examples: [
    { command: 'slipway init', effect: 'in the root of your project' },
    { command: 'slipway init --database mysql', effect: 'for MySQL or MariaDB' },
    { command: 'slipway init --plugin driver duckdb', effect: 'a package that fails its tests until it is written' },
  ],
  async run(context) {
    if (isOn(context.flags, 'plugin')) return (await import('../init/plugin/init-plugin.ts')).initPlugin(context)
    const { SlipwayError } = await import('@slipway/core')
    const [name] = context.parameters
    if (name !== undefined) {
      throw new SlipwayError('SW-USAGE', `Only a plugin has a name: ${JSON.stringify(name)}. Nothing was changed.`, {
        hint: 'slipway init --plugin driver acme\nslipway init',
      })
    }
    const { dependenciesOf, detectProject } = await import('../init/detect-project.ts')
    const { adapterPackages } = await import('../moving/adapter-packages.ts')
    const { configName } = await import('../init/config-name.ts')
    const { configPackages, configText } = await import('../init/config-text.ts')
    const { cwd } = context.io
    if ((await findConfig(cwd)) !== undefined) {
      throw new SlipwayError('SW-CONFIG', 'This project has a slipway.config already. Nothing was changed.', {
        hint: 'slipway doctor',
      })
    }
    const variable = textOf(context.flags, 'url-env') ?? 'DATABASE_URL'
    if (!/^[A-Z_]\w*$/i.test(variable)) {
      throw new SlipwayError(
        'SW-USAGE',
        '--url-env takes the name of a variable, not its value. Nothing was changed.',
        { hint: '--url-env DATABASE_URL' },
      )
    }
    const database = await chosen(context, variable)
    const project = await detectProject(cwd)
    const folder = (textOf(context.flags, 'folder') ?? project.sqlFolder ?? 'migrations').replaceAll("'", "\\'")
    const named = await dependenciesOf(cwd)
    const missing = configPackages(database).filter((name) => !named.includes(name))
    await context.io.note(
      project.found.length === 0 ? 'No migrations found here.\n' : `Found   ${project.found.join('\n        ')}\n`,
    )
    if (!(await wanted(context))) throw new SlipwayError('SW-DECLINED', 'Not confirmed. Nothing was changed.')
    const config = await configName(cwd)
    await writeFile(join(cwd, config), configText({ database, folder, variable }), { flag: 'wx' })
    const install = missing.length === 0 ? undefined : `${project.install} ${missing.join(' ')}`
    return {
      result: {
        found: project.found,
        frameworks: project.frameworks,
        config,
        database: database.name,
        folder,
        variable,
        install: install ?? null,
      },
      pretty: (style) =>
        [
          `${style.good('✓')} wrote ${config}: ${database.name}, migrations in ${folder}, connection from ${variable}, no secret`,
          ...project.adoptable.flatMap((name) => [
            `${style.note('!')} ${name} keeps a history of its own, which this configuration does not read. To take that project over as it is, delete ${config}, then`,
            `    ${project.install} ${adapterPackages[name.toLowerCase()]}`,
            '    slipway adopt',
          ]),
          'Next',
          ...(install === undefined ? [] : [`  ${install}`]),
          `  set ${variable}, or start with: node --env-file=.env node_modules/@slipway/cli/bin/slipway.js doctor`,
          `  slipway new "${database.first}"`,
          '  slipway doctor',
          '',
        ].join('\n'),
    }
  },
}
