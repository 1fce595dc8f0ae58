import type { Location, Sha256 } from '@slipway/core/plugin'

/** What a function of a revision file is, as far as its text tells. */
export type Body = 'missing' | 'empty' | 'raises' | 'code'

/** One revision file. */
export interface Revision {
  readonly id: string
  /** `down_revision`: the revisions that it follows; several make it a merge. */
  readonly down: readonly string[]
  /** `depends_on`, as written: revisions or labels. */
  readonly dependsOn: readonly string[]
  readonly labels: readonly string[]
  readonly title: string
  /** `Create Date` of the docstring. */
  readonly created: string
  readonly upgrade: Body
  readonly downgrade: Body
  readonly location: Location
  /** Absolute path. */
  readonly path: string
  readonly checksum: Sha256
}
