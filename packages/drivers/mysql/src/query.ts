import type { Row } from '@slipway/core/plugin'

/** A value of a parameter; `?` in the text stands for it. */
export type Parameter = string | number | null

/**
 * Sends one statement and answers its rows by the column names that it chose. Decimals and 64-bit integers may come as
 * numbers, bigints or strings, dates as strings; text is text, whatever its collation. Reading the catalog relies on
 * `group_concat_max_len` nowhere. Backslashes in text constants escape: run it under the session's usual `sql_mode`.
 */
export type Query = (text: string, params?: readonly Parameter[]) => Promise<readonly Row[]>
