import { expect, test } from 'vitest'
import { violations } from '../src/architecture.ts'
import { workspacePackages } from '../src/packages.ts'
import { sourceFiles } from '../src/source-files.ts'

test('the repository keeps the dependency rule, the file limit and core pure', async () => {
  const files = await sourceFiles()
  expect(files.map(({ path }) => path)).toContain('packages/core/src/index.ts')
  expect(violations(await workspacePackages(), files)).toEqual([])
})

const core = { folder: 'packages/core', manifest: { name: '@slipway/core', dependencies: { zod: '4' } } }
const knex = {
  folder: 'packages/adapters/knex',
  manifest: { name: '@slipway/adapter-knex', dependencies: { '@slipway/core': '1' } },
}
const cli = {
  folder: 'packages/cli',
  manifest: { name: '@slipway/cli', dependencies: { '@slipway/rehearsal': '1', '@slipway/driver-pglite': '1' } },
}

test.each([
  ['core needs more than zod', { ...core, manifest: { ...core.manifest, dependencies: { pg: '8' } } }, 'pg'],
  [
    'a grouped package needs its sibling',
    { ...knex, manifest: { ...knex.manifest, peerDependencies: { '@slipway/adapter-sql': '1' } } },
    '@slipway/adapter-sql',
  ],
  [
    'the command needs a driver',
    { ...cli, manifest: { ...cli.manifest, dependencies: { '@slipway/driver-postgres': '1' } } },
    '@slipway/driver-postgres',
  ],
  ['nobody decided about a folder', { ...core, folder: 'packages/extras' }, 'packages/extras'],
])('reported: %s', (_title, found, named) => {
  expect(violations([found], [])).toEqual([expect.stringContaining(named)])
})

test.each([
  ['a file system in core', core, `import { readFile } from 'node:fs/promises'`, 'node:fs/promises'],
  ['the environment in core', core, `const url = process.env['URL']`, 'process'],
  ['the clock in core', core, `const at = Date.now()`, 'Date.now'],
  ['the present in core', core, `const at = new Date()`, 'new Date()'],
  ['chance in core', core, `import { randomUUID } from 'node:crypto'\nrandomUUID()`, 'randomUUID'],
  ['a timer in core', core, `setTimeout(go, 5)`, 'setTimeout'],
  ['a way out of the package', core, `export {\n  plan,\n} from '../../cli/src/plan.ts'`, 'leaves the package'],
  ['an undeclared package', knex, `import knex from 'knex'`, 'dependencies'],
  ['rehearsal loaded at once', cli, `import { rehearse } from '@slipway/rehearsal'`, 'lazily'],
  ['a driver in the command', cli, `await import('@slipway/driver-pglite')`, 'only the demo'],
  ['a default export', knex, `export default {}`, 'default export'],
  ['a default export by name', knex, `const sql = {}\nexport { sql as default }`, 'default export'],
  ['a long file', knex, '\n'.repeat(400) + 'let a', '401 lines'],
])('reported: %s', (_title, owner, text, named) => {
  expect(violations([owner], [{ path: `${owner.folder}/src/file.ts`, text }])).toEqual([expect.stringContaining(named)])
})

test.each([
  ['hashing in core', core, 'hash.ts', `import { createHash } from 'node:crypto'`],
  ['a comment about the clock', core, 'now.ts', `// never Date.now() here\nexport const at = 1`],
  ['a hint about the environment', core, 'hint.ts', 'export const hint = `postgres({ url: process.env.URL })`'],
  ['a date that is given', core, 'date.ts', `export const day = (at: number): Date => new Date(at)`],
  ['rehearsal loaded when needed', cli, 'run.ts', `const { rehearse } = await import('@slipway/rehearsal')`],
  ['rehearsal for its types', cli, 'run.ts', `import type { Proof } from '@slipway/rehearsal'`],
  [
    'a config as text',
    cli,
    'init.ts',
    "export const text = `import { sql } from '@slipway/adapter-sql'\nexport default {}`",
  ],
  ['a driver in the demo', cli, 'demo/demo.ts', `await import('@slipway/driver-pglite')`],
  ['a neighbor', core, 'plan/plan.ts', `import type { Plan } from '../contract/plan.ts'`],
])('allowed: %s', (_title, owner, name, text) => {
  expect(violations([owner], [{ path: `${owner.folder}/src/${name}`, text }])).toEqual([])
})
