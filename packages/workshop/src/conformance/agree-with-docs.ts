import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '@slipway/testkit/conformance'
import { repository } from '../packages.ts'

const folder = join(repository, 'docs/reference/capabilities')

const fileOf = (subject: string): string =>
  join(folder, `${subject.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}.json`)

/** What is published of a report: all that is the same in every run. */
function toPublish({ subject, server, results, specimens }: Report): unknown {
  return {
    subject,
    server: server.replace(/(\d+\.\d+).*$/, '$1'),
    results: results.map(({ id, group, title, outcome, reason }) => ({
      id,
      group,
      title,
      outcome,
      ...(outcome === 'not-applicable' ? { reason } : {}),
    })),
    specimens,
  }
}

/**
 * Compares a report with the one in docs/reference/capabilities, from which docs/reference/capabilities.md is made. With
 * `SLIPWAY_UPDATE_CAPABILITIES=1` it is written there instead.
 */
export async function agreeWithDocs(report: Report): Promise<void> {
  const found = toPublish(report)
  const file = fileOf(report.subject)
  if (process.env['SLIPWAY_UPDATE_CAPABILITIES'] === '1') {
    await mkdir(folder, { recursive: true })
    await writeFile(file, `${JSON.stringify(found, undefined, 2)}\n`)
    return
  }
  const { server: _published, ...published } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  const { server: _found, ...rest } = found as Record<string, unknown>
  assert.deepEqual(rest, published, 'docs/reference/capabilities is out of date: pnpm docs:capabilities')
}
