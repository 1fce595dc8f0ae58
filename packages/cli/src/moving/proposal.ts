import type { Adoption, FoundProject, Where } from '@slipway/core'

/** What an adoption would do, before anybody is asked. */
export interface Proposal {
  readonly adoption: Adoption
  /** Absent where a configuration is there already. */
  readonly project?: FoundProject
  /** The configuration that would be written. */
  readonly config?: { readonly name: string; readonly text: string }
}

/** `knex and Slipway`: who has to agree. */
export function whoAgrees({ tables }: Adoption): string {
  return [...tables.map(({ bridge }) => bridge), 'Slipway'].join(' and ')
}

/** Migrations as a framework counts them: what was applied, whatever became of its file, and what was not. */
export function tally({ status: { counts } }: Pick<Adoption, 'status'>): {
  readonly applied: number
  readonly pending: number
} {
  return { applied: counts.applied + counts.edited + counts.missing, pending: counts.pending + counts.changed }
}

/** The folder that all migration files share; `undefined` where they share none. */
export function folderOf({ status: { migrations } }: Pick<Adoption, 'status'>): string | undefined {
  const folders = migrations.flatMap(({ file }) => (file === '' ? [] : [file.split('/').slice(0, -1)]))
  const [first, ...others] = folders
  if (first === undefined) return undefined
  const depth = first.findIndex((part, index) => others.some((folder) => folder[index] !== part))
  const shared = (depth === -1 ? first : first.slice(0, depth)).join('/')
  return shared === '' ? undefined : shared
}

/** The project in the first line: what it is, and where the settings of this target were read. */
export function projectTitle({ title, configuration, targets }: FoundProject, { target }: Where): string {
  return `${title}, ${targets.find(({ name }) => name === target)?.configuration ?? configuration}`
}
