/** A value of a text in JSON, with where it stands. Offsets count UTF-16 units from the start of the text. */
export type Node =
  | (Span & { readonly kind: 'object'; readonly entries: readonly Entry[] })
  | (Span & { readonly kind: 'array'; readonly items: readonly Node[] })
  | (Span & { readonly kind: 'string'; readonly value: string })
  /** As written: `1.0` and `1` are not the same type. */
  | (Span & { readonly kind: 'number'; readonly raw: string })
  | (Span & { readonly kind: 'literal'; readonly value: boolean | null })

export interface Span {
  readonly start: number
  readonly end: number
}

/** One key of an object with its value. */
export interface Entry extends Span {
  readonly key: string
  readonly value: Node
}

/** An object with its entries. */
export type ObjectNode = Extract<Node, { kind: 'object' }>
