import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { WorkspacePackage } from './packages.ts'

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

// The dependency rule. A folder that no line speaks of is a violation, so a new group has to be decided here.
const rules: readonly Rule[] = [
  { folder: /^packages\/core$/, siblings: [], others: ['zod'], pure: true },
  { folder: /^packages\/(rehearsal|lint|changelog|expand-contract|testkit)$/, siblings: ['@slipway/core'] },
  { folder: /^packages\/dialects\//, siblings: ['@slipway/core'], pure: true },
  { folder: /^packages\/drivers\//, siblings: ['@slipway/core', /^@slipway\/dialect-/] },
  { folder: /^packages\/(adapters|online)\//, siblings: ['@slipway/core'] },
  {
    folder: /^packages\/cli$/,
    siblings: [
      '@slipway/core',
      '@slipway/rehearsal',
      '@slipway/lint',
      '@slipway/changelog',
      '@slipway/expand-contract',
      // Only for the demo, which has to work from an install of the command alone.
      '@slipway/driver-pglite',
      '@slipway/adapter-sql',
    ],
  },
  { folder: /^(packages\/(workshop|e2e)$|examples\/)/, siblings: [/^@slipway\//] },
]

// Hashing gives the same answer to the same question; everything else in Node reaches outside.
const pureBuiltins: readonly string[] = ['node:crypto']

const impure: Readonly<Record<string, RegExp>> = {
  process: /(?<![\w.'-])process\./,
  console: /(?<![\w.])console\./,
  'the clock': /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/,
  'a timer': /\bset(?:Timeout|Interval|Immediate)\(|\bAbortSignal\.timeout\b/,
  chance: /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/,
}

const fileLimit = 400
const lazyInCli = /^@slipway\/(rehearsal|lint|changelog|expand-contract|driver-pglite|adapter-sql)(\/|$)/
const onlyInDemo = /^@slipway\/(driver|adapter|online)-/

/** The modules a source names, and whether each is loaded at once or only when it is needed. */
export function importsOf(text: string): readonly { readonly from: string; readonly lazy: boolean }[] {
  const atOnce = [
    ...text.matchAll(/^\s*(?:import|export)\b(?!\s*type\b)[^'"`;]*?\bfrom\s*'([^']+)'/gm),
    ...text.matchAll(/^\s*import\s*'([^']+)'/gm),
  ]
  const lazy = [
    ...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
    ...text.matchAll(/^\s*(?:import|export)\s+type\b[^'"`;]*?\bfrom\s*'([^']+)'/gm),
  ]
  return [
    ...atOnce.map((match) => ({ from: match[1] ?? '', lazy: false })),
    ...lazy.map((match) => ({ from: match[1] ?? '', lazy: true })),
  ]
}

/** `@scope/name` or `name` of what may be a path inside a package. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const allows = (list: readonly (string | RegExp)[], name: string): boolean =>
  list.some((entry) => (typeof entry === 'string' ? entry === name : entry.test(name)))

const ruleFor = (folder: string): Rule | undefined => rules.find((rule) => rule.folder.test(folder))

function* manifestViolations({ folder, manifest }: WorkspacePackage): Generator<string> {
  const rule = ruleFor(folder)
  if (rule === undefined) return void (yield `${folder}: no dependency rule speaks of this folder`)
  const needed = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
  for (const name of Object.keys(needed)) {
    const permitted = name.startsWith('@slipway/')
      ? allows(rule.siblings, name)
      : rule.others === undefined || rule.others.includes(name)
    if (!permitted) yield `${folder}/package.json: may not depend on ${name}`
  }
}

function* importViolations({ folder, manifest }: WorkspacePackage, file: SourceFile): Generator<string> {
  const rule = ruleFor(folder)
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
  for (const { from, lazy } of importsOf(file.text)) {
    if (from.startsWith('.')) {
      const target = posix.join(posix.dirname(file.path), from)
      if (!target.startsWith(`${folder}/`)) yield `${file.path}: ${from} leaves the package`
    } else if (from.startsWith('node:') || builtinModules.includes(from)) {
      if (rule?.pure === true && !pureBuiltins.includes(from)) yield `${file.path}: ${from} in a pure package`
    } else if (!(packageOf(from) in declared)) {
      yield `${file.path}: ${from} is not in the package's dependencies`
    } else if (folder === 'packages/cli' && lazyInCli.test(from) && !lazy) {
      yield `${file.path}: ${from} must be imported lazily`
    } else if (folder === 'packages/cli' && onlyInDemo.test(from) && !file.path.startsWith('packages/cli/src/demo/')) {
      yield `${file.path}: only the demo knows a driver or an adapter by name`
    }
  }
  if (rule?.pure !== true) return
  for (const [what, pattern] of Object.entries(impure)) {
    if (pattern.test(withoutComments(file.text))) yield `${file.path}: reaches ${what} in a pure package`
  }
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

function* shapeViolations({ path, text }: SourceFile): Generator<string> {
  const lines = text.trimEnd().split('\n').length
  if (lines > fileLimit) yield `${path}: ${lines} lines, over ${fileLimit}`
  if (!path.endsWith('.config.ts') && /^export default\b|^export \{[^}]*\bas default\b/m.test(text)) {
    yield `${path}: default export`
  }
}

/** Everything in these packages and files that breaks the architecture, one line each. */
export function violations(packages: readonly WorkspacePackage[], files: readonly SourceFile[]): readonly string[] {
  const found = packages.flatMap((each) => [...manifestViolations(each)])
  for (const file of files) {
    found.push(...shapeViolations(file))
    const owner = packages.find(({ folder }) => file.path.startsWith(`${folder}/src/`))
    if (owner !== undefined) found.push(...importViolations(owner, file))
  }
  return found
}
