import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { WorkspacePackage } from './packages.ts'
import { readSource, type SourceFacts } from './read-source.ts'

/** A TypeScript file of this repository, its path relative to it, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

interface Rule {
  /** Package folders this rule speaks of. */
  readonly folder: RegExp
  /** The packages of this repository that such a package may depend on. */
  readonly siblings: readonly (string | RegExp)[]
  /** The packages of others that it may depend on; any when left out. */
  readonly others?: readonly string[]
  /** Whether it computes only: no file system, network, process, clock or chance. */
  readonly pure?: boolean
}

const belowCli = ['@slipway/rehearsal', '@slipway/lint', '@slipway/changelog', '@slipway/expand-contract']

// The demo has to work from an install of the command alone; no other part of it may know them.
const inDemo = ['@slipway/driver-pglite', '@slipway/adapter-sql']
const demo = 'packages/cli/src/demo/'

// The dependency rule. A folder that no line speaks of is a violation, so a new group has to be decided here.
const rules: readonly Rule[] = [
  { folder: /^packages\/core$/, siblings: [], others: ['zod'], pure: true },
  { folder: /^packages\/(rehearsal|lint|changelog|expand-contract|testkit)$/, siblings: ['@slipway/core'] },
  { folder: /^packages\/dialects\//, siblings: ['@slipway/core'], pure: true },
  { folder: /^packages\/drivers\//, siblings: ['@slipway/core', /^@slipway\/dialect-/] },
  { folder: /^packages\/(adapters|online)\//, siblings: ['@slipway/core'] },
  { folder: /^packages\/cli$/, siblings: ['@slipway/core', ...belowCli, ...inDemo] },
  { folder: /^(packages\/(workshop|e2e|bench)$|examples\/)/, siblings: [/^@slipway\//] },
]

// Hashing gives the same answer to the same question; everything else in Node reaches outside.
const pureBuiltins: readonly string[] = ['node:crypto']

// What two drivers do over a connection that they hand in: it may wait, and know for whom; no more.
const overConnection = /^packages\/dialects\/[^/]+\/src\/store\//

// What every driver needs may know for whom a connection works.
const knowsForWhom = /^packages\/(core\/src\/driver|dialects\/[^/]+\/src\/store)\//

const timers = ['setTimeout', 'setInterval', 'setImmediate', 'AbortSignal.timeout']
const impure: readonly string[] = [
  'process',
  'console',
  'fetch',
  'Date.now',
  'new Date()',
  'performance.now',
  'Math.random',
  'randomUUID',
  'randomBytes',
  'randomInt',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]

const fileLimit = 400

/** `@scope/name` or `name` of what may be a path inside a package. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

const allows = (list: readonly (string | RegExp)[], name: string): boolean =>
  list.some((entry) => (typeof entry === 'string' ? entry === name : entry.test(name)))

const ruleFor = (folder: string): Rule | undefined => rules.find((rule) => rule.folder.test(folder))

// What a private package needs is never installed by others, so it may all be called development.
function neededBy({ manifest }: WorkspacePackage): ReadonlySet<string> {
  const development = manifest.private === true ? manifest.devDependencies : {}
  const { dependencies, peerDependencies, optionalDependencies } = manifest
  return new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies, ...development }))
}

function* manifestViolations(owner: WorkspacePackage): Generator<string> {
  const rule = ruleFor(owner.folder)
  if (rule === undefined) return void (yield `${owner.folder}: no dependency rule speaks of this folder`)
  for (const name of neededBy(owner)) {
    const permitted = name.startsWith('@slipway/')
      ? allows(rule.siblings, name)
      : rule.others === undefined || rule.others.includes(name)
    if (!permitted) yield `${owner.folder}/package.json: may not depend on ${name}`
  }
}

function* importViolations(owner: WorkspacePackage, path: string, { imports }: SourceFacts): Generator<string> {
  const { folder } = owner
  const pure = ruleFor(folder)?.pure === true
  for (const { from, lazy } of imports) {
    if (from.startsWith('.')) {
      if (!posix.join(posix.dirname(path), from).startsWith(`${folder}/`)) yield `${path}: ${from} leaves the package`
    } else if (from.startsWith('node:') || builtinModules.includes(from)) {
      if (pure && !pureBuiltins.includes(from) && !(knowsForWhom.test(path) && from === 'node:async_hooks')) {
        yield `${path}: ${from} in a pure package`
      }
    } else if (!neededBy(owner).has(packageOf(from))) {
      yield `${path}: ${from} is not in the package's dependencies`
    } else if (folder === 'packages/cli' && packageOf(from) !== '@slipway/core' && from.startsWith('@slipway/')) {
      if (!lazy) yield `${path}: ${from} must be imported lazily`
      if (inDemo.includes(packageOf(from)) && !path.startsWith(demo)) yield `${path}: only the demo may know ${from}`
    }
  }
}

function* purityViolations({ folder }: WorkspacePackage, path: string, { globals }: SourceFacts): Generator<string> {
  if (ruleFor(folder)?.pure !== true) return
  const forbidden = overConnection.test(path) ? impure : [...impure, ...timers]
  for (const name of forbidden) if (globals.has(name)) yield `${path}: ${name} in a pure package`
}

function* shapeViolations({ path, text }: SourceFile, { defaultExport }: SourceFacts): Generator<string> {
  const lines = text.trimEnd().split('\n').length
  if (lines > fileLimit) yield `${path}: ${lines} lines, over ${fileLimit}`
  if (defaultExport && !path.endsWith('.config.ts')) yield `${path}: default export`
}

/** Everything in these packages and files that breaks the architecture, one line each. */
export function violations(packages: readonly WorkspacePackage[], files: readonly SourceFile[]): readonly string[] {
  const found = packages.flatMap((each) => [...manifestViolations(each)])
  for (const file of files) {
    const facts = readSource(file.path, file.text)
    found.push(...shapeViolations(file, facts))
    const owner = packages.find(({ folder }) => file.path.startsWith(`${folder}/src/`))
    if (owner === undefined) continue
    found.push(...importViolations(owner, file.path, facts), ...purityViolations(owner, file.path, facts))
  }
  return found
}
