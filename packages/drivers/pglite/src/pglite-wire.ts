import type { Row } from '@slipway/core/plugin'
import { BatchError, serverError, type Wire, type WireResult } from '@slipway/dialect-postgres/store'
import type { PGlite, QueryOptions, Results } from '@electric-sql/pglite'

const int8 = 20

/** As the driver for servers gives them: whole numbers of 64 bits as text where a number would not be exact. */
const options: QueryOptions = {
  parsers: {
    [int8]: (text) => {
      const value = Number(text)
      return Number.isSafeInteger(value) ? value : text
    },
  },
}

const toResult = (result: Results & { readonly rowCount?: number }): WireResult => ({
  rows: result.rows as readonly Row[],
  affected: result.rowCount,
  native: result,
})

/** Speaks to a database of this process. */
export function pgliteWire(db: PGlite): Wire {
  return {
    script: async (text) => (await db.exec(text, options)).map(toResult),
    async batch(statements) {
      for (const [index, text] of statements.entries()) {
        try {
          await db.exec(text, options)
        } catch (thrown) {
          throw new BatchError(index, serverError(thrown)?.position, thrown)
        }
      }
    },
    query: async (text, params) => toResult(await db.query(text, [...params], options)),
    lost: () => db.closed,
    redact: (text) => text,
  }
}
