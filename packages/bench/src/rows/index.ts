import type { Row } from '../harness/row.ts'

/** Every row, in the order of the page. */
export const rows: readonly Row[] = []
