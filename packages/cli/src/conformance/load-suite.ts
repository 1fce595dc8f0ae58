import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Subject, Suite } from './suite.ts'

const name = '@slipway/testkit'

/**
 * The suite that is installed in a project.
 *
 * @throws `SW-UNSUPPORTED` when it is not.
 */
export async function loadSuite(cwd: string): Promise<Suite> {
  let file: string
  try {
    file = createRequire(join(cwd, 'package.json')).resolve(`${name}/conformance`)
  } catch {
    const { SlipwayError } = await import('@slipway/core')
    throw new SlipwayError('SW-UNSUPPORTED', `The conformance suite is not installed here: ${name} is missing.`, {
      hint: `Install it beside your driver:\n  npm install --save-dev ${name}`,
      details: { package: name },
    })
  }
  return (await import(pathToFileURL(file).href)) as Suite
}

const isSubject = (value: unknown): value is Subject =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'claims' in value &&
  typeof (value as { fresh?: unknown }).fresh === 'function' &&
  typeof (value as { specimens?: unknown }).specimens === 'function'

/**
 * The subjects that a module exports, one by one or in lists, in the order of their names.
 *
 * @throws `SW-USAGE` when it cannot be loaded or exports none.
 */
export async function loadSubjects(cwd: string, module: string): Promise<readonly Subject[]> {
  const { SlipwayError } = await import('@slipway/core')
  const hint = 'Write one as docs of the testkit show, and name its module:\n  slipway conformance ./test/subject.ts'
  let exported: Readonly<Record<string, unknown>>
  try {
    exported = (await import(pathToFileURL(resolve(cwd, module)).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
    throw new SlipwayError('SW-USAGE', `${module} cannot be loaded: ${why}`, { cause, hint, details: { module } })
  }
  const found = Object.values(exported).flat().filter(isSubject)
  if (found.length > 0) return found
  throw new SlipwayError('SW-USAGE', `${module} exports no subject.`, { hint, details: { module } })
}
