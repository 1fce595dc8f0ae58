import { expect, test } from 'vitest'
import { refuseControl } from '../src/store/refuse-control.ts'

test.each(['COMMIT', '/* a */\n  -- b\n/* ** */ rollback', 'END;', 'prepare transaction $$x$$'])(
  'refused: %j',
  (text) => {
    expect(() => refuseControl({ text })).toThrow('inside a transaction')
  },
)

test.each(['SELECT 1 /* commit */', '/* commit */ SELECT 1', 'ROLLBACK TO SAVEPOINT a', '-- commit'])(
  'taken: %j',
  (text) => {
    expect(() => refuseControl({ text })).not.toThrow()
  },
)

test('a long statement between comments is read once, and not in every way that there is', () => {
  const indented = `${' '.repeat(80)}1, /* one */\n`
  expect(() => refuseControl({ text: `/* all */\n${' '.repeat(80)}SELECT ${indented.repeat(50)} 2` })).not.toThrow()
})
