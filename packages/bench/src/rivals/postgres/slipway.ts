import { versionedFiles } from '../../work/versioned-files.ts'
import type { Call } from '../calls.ts'
import { projectFiles, slipwayCommand } from '../slipway-project.ts'
import { versionOf } from '../version-of.ts'
import type { PostgresTool } from './postgres-tool.ts'

/** What was built of this repository, as a user runs it. */
export async function slipway(): Promise<PostgresTool> {
  const call = (url: string, ...parameters: readonly string[]): readonly Call[] => [
    { program: process.execPath, parameters: [slipwayCommand, ...parameters], env: { DATABASE_URL: url } },
  ]
  return {
    name: 'slipway',
    version: await versionOf('@slipway/cli'),
    kind: 'slipway',
    files: (migrations) => projectFiles('postgres', versionedFiles(migrations)),
    up: ({ url }) => call(url, 'apply'),
    down: ({ url, count }) => call(url, 'rollback', '--count', String(count), '--yes'),
    status: ({ url }) => call(url, 'status'),
    start: { program: process.execPath, parameters: [slipwayCommand, '--version'] },
  }
}
