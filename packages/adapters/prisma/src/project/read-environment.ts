import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import type { PrismaProject } from './project.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Looks variables up as Prisma does: in the environment; up to version 6 and without a configuration also in the `.env` files
 * that its command line reads by itself. Values stay in memory, and `process.env` as it is.
 */
export function readEnvironment(project: PrismaProject, env: Environment): (name: string) => string | undefined {
  let filed: Environment | undefined
  const inFiles = (name: string): string | undefined => {
    if (project.configFile !== undefined || Number.parseInt(project.version ?? '0', 10) >= 7) return undefined
    filed ??= readFiles(project)
    const value = filed[name]
    return value?.replace(/\$\{(\w+)\}/g, (_, inner: string) => env[inner] ?? filed?.[inner] ?? '')
  }
  return (name) => env[name] || inFiles(name) || undefined
}

function readFiles({ cwd, schemaPath }: PrismaProject): Environment {
  const files = [join(dirname(schemaPath), '.env'), join(cwd, 'prisma', '.env'), join(cwd, '.env')]
  const texts = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'))
  return Object.assign({}, ...texts.map((text) => parseEnv(text))) as Environment
}
