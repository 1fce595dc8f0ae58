import assert from 'node:assert/strict'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, each, isSlipwayError } from '../check.ts'

/** Cutting a script into statements. */
export const splitCases: readonly ConformanceCase[] = [
  {
    id: 'split.golden',
    group: 'split',
    title: 'each script is cut into its statements, with line and column',
    needs: [],
    async run({ dialect, specimens }) {
      claim(specimens.split.length > 0, 'the subject has no script')
      await each(
        specimens.split,
        ({ name }) => name,
        ({ script, statements }) => {
          const found = dialect.split(script, 'a.file')
          assert.deepEqual(
            found.map(({ text, at }) => `${at?.line}:${at?.column} ${text}`),
            statements,
          )
          claim(
            found.every(({ at }) => at?.file === 'a.file'),
            'a statement does not say its file',
          )
        },
      )
    },
  },
  {
    id: 'split.errors',
    group: 'split',
    title: 'what cannot be cut is an error with code, line and column, never left out',
    needs: [],
    async run({ dialect, specimens }) {
      claim(specimens.splitErrors.length > 0, 'the subject has no script that cannot be cut')
      await each(
        specimens.splitErrors,
        ({ name }) => name,
        ({ script, code, line, column }) => {
          let found: string | undefined
          try {
            found = `${dialect.split(script, 'a.file').length} statements`
          } catch (thrown) {
            claim(isSlipwayError(thrown), `no SlipwayError: ${String(thrown)}`)
            const { details } = thrown
            claim(details['file'] === 'a.file', `the error says file ${String(details['file'])}`)
            found = [thrown.code, details['line'], ...(column === undefined ? [] : [details['column']])].join(':')
          }
          assert.equal(found, [code, line, ...(column === undefined ? [] : [column])].join(':'))
        },
      )
    },
  },
  {
    id: 'split.whole',
    group: 'split',
    title: 'each specimen is one statement, and its text is kept as it is',
    needs: [],
    async run({ dialect, specimens }) {
      await each(
        specimens.ddl.flatMap(({ before, text }) => [...before, text]),
        (text) => text,
        (text) =>
          assert.deepEqual(
            dialect.split(text, 'a.file').map((statement) => statement.text),
            [text],
          ),
      )
    },
  },
]
