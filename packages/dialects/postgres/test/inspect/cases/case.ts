/** One change to one property of one object, and what an inspection must name for it. */
export interface Case {
  readonly title: string
  readonly setup?: string
  readonly change: string
  /** Exactly the objects whose definition differs; none for a change that is not one. */
  readonly names: readonly string[]
  /** The oldest major version that knows this. */
  readonly since?: number
  /** Why pg_dump 15 says otherwise than we do. */
  readonly dump?: { readonly differs: boolean; readonly because: string }
}
