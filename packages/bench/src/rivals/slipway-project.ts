import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Measured } from '../harness/measure.ts'
import { runCalls } from './calls.ts'

/** The engines whose projects are measured. */
export type ProjectEngine = 'postgres' | 'mysql' | 'mongodb'

const configs: Readonly<Record<ProjectEngine, string>> = {
  postgres: `import { sql } from '@slipway/adapter-sql'
import { defineConfig } from '@slipway/cli'
import { postgres } from '@slipway/driver-postgres'

export default defineConfig({
  project: 'bench',
  driver: postgres({ url: process.env['DATABASE_URL'] }),
  adapter: sql(),
})
`,
  mysql: `import { sql } from '@slipway/adapter-sql'
import { defineConfig } from '@slipway/cli'
import { mysql } from '@slipway/driver-mysql'

export default defineConfig({
  project: 'bench',
  driver: mysql({ url: process.env['DATABASE_URL'] }),
  adapter: sql(),
})
`,
  mongodb: `import { mongodbFiles } from '@slipway/adapter-mongodb'
import { defineConfig } from '@slipway/cli'
import { mongodb } from '@slipway/driver-mongodb'

export default defineConfig({
  project: 'bench',
  driver: mongodb({ url: process.env['DATABASE_URL'] }),
  adapter: mongodbFiles(),
})
`,
}

/** Writes files, by their paths in a folder of their own, which is emptied first. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const each of new Set(Object.keys(files).map((file) => dirname(file)))) {
    await mkdir(join(folder, each), { recursive: true })
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

/** A project as `slipway init` would write it: a configuration, and the migrations in `migrations`. */
export function projectFiles(
  engine: ProjectEngine,
  migrations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const inFolder = Object.entries(migrations).map(([name, text]) => [`migrations/${name}`, text])
  return {
    'package.json': '{ "type": "module" }\n',
    'slipway.config.ts': configs[engine],
    ...Object.fromEntries(inFolder),
  }
}

/** Writes {@link projectFiles}. */
export async function writeProject(
  folder: string,
  engine: ProjectEngine,
  migrations: Readonly<Record<string, string>>,
): Promise<void> {
  await writeFiles(folder, projectFiles(engine, migrations))
}

/** The command line as it is installed: it runs what was built. */
export const slipwayCommand: string = fileURLToPath(new URL('../../../cli/bin/slipway.js', import.meta.url))

/** Runs the built command line in a project, as its user would. */
export function runSlipway(folder: string, parameters: readonly string[], url: string): Promise<Measured> {
  const env = { DATABASE_URL: url }
  return runCalls([{ program: process.execPath, parameters: [slipwayCommand, ...parameters], env }], folder)
}
