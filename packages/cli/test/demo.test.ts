import { expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { recorder } from './recorder.ts'

test(
  'the demo ends well: a rollback that gives everything back, and one that is caught',
  { timeout: 300_000 },
  async () => {
    const terminal = recorder()
    expect(await main(['demo'], terminal.io)).toBe(0)
    const shown = terminal.err()
    expect(shown).toContain('$ slipway new "add status to orders"')
    expect(shown).toContain('ALTER TABLE orders ADD COLUMN status order_status')
    expect(shown).toMatch(/✓ schema equal to the one recorded before \(\d+ objects; 0 differences\)/)
    expect(shown).toContain('orders: 1,000 rows, same content as before')
    expect(shown).toContain('orders.note differs   SW-PROOF-DIFFERS · exit 10')
    expect(shown).toMatch(/before {3}text NOT NULL DEFAULT/)
    expect(shown).toMatch(/cure {5}migrations\/U\S+__drop_note\.sql:1/)
    expect(shown).toMatch(/Done in .+\. On your own database: docs\/guide\/getting-started\.md\n$/)
  },
)
