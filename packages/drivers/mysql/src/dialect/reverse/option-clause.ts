import { splitOptions } from './before-table.ts'

/** What an option is set to where the table did not say it. */
const unsaid: Readonly<Record<string, string>> = {
  comment: "COMMENT=''",
  row_format: 'ROW_FORMAT=DEFAULT',
  stats_persistent: 'STATS_PERSISTENT=DEFAULT',
  stats_auto_recalc: 'STATS_AUTO_RECALC=DEFAULT',
  stats_sample_pages: 'STATS_SAMPLE_PAGES=DEFAULT',
  key_block_size: 'KEY_BLOCK_SIZE=0',
  max_rows: 'MAX_ROWS=0',
  min_rows: 'MIN_ROWS=0',
  avg_row_length: 'AVG_ROW_LENGTH=0',
  checksum: 'CHECKSUM=0',
  delay_key_write: 'DELAY_KEY_WRITE=0',
  pack_keys: 'PACK_KEYS=DEFAULT',
  page_checksum: 'PAGE_CHECKSUM=DEFAULT',
  transactional: 'TRANSACTIONAL=DEFAULT',
  page_compressed: '`page_compressed`=DEFAULT',
  page_compression_level: '`page_compression_level`=DEFAULT',
  encrypted: '`encrypted`=DEFAULT',
  encryption_key_id: '`encryption_key_id`=DEFAULT',
}

/** The clause that gives a table back one of its options, from the options it had; `undefined` where there is none. */
export function optionClause(options: string, name: string): string | undefined {
  const [plain] = splitOptions(options)
  if (name === 'character set' || name === 'charset' || name === 'collate') {
    return /DEFAULT CHARSET=\w+(?: COLLATE=\w+)?/.exec(plain)?.[0].replace('DEFAULT CHARSET', 'DEFAULT CHARACTER SET')
  }
  const said = new RegExp(`(?<![\\w'])\`?${name}\`?=(?:'(?:[^'\\\\]|\\\\[^]|'')*'|[^\\s']+)`, 'i').exec(plain)
  return said?.[0] ?? unsaid[name]
}
