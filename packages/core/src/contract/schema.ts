/** `kind:qualified.name`, identifiers quoted as the dialect needs: `column:public.orders.status`. */
export type ObjectId = string

/** One object of a schema. Columns, constraints, indexes, grants, owners and comments are objects of their own. */
export interface SchemaObject {
  readonly kind: string
  /** Canonical text: two objects are equal when these are. Shown to people as it is, so it reads like the language's own DDL. */
  readonly definition: string
  /** What must exist for this object to exist. Sorted. */
  readonly dependsOn: readonly ObjectId[]
  /** What may differ without being a difference, such as a column's position. Reported, never compared. */
  readonly cosmetic?: string
}

/** A database's schema at one moment. Core compares, fingerprints and reports over this shape without knowing a kind. */
export interface Schema {
  readonly dialect: string
  /** Keys are sorted. Slipway's own objects and a bridge's are left out. */
  readonly objects: Readonly<Record<ObjectId, SchemaObject>>
}
