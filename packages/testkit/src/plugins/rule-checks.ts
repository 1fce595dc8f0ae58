import assert from 'node:assert/strict'
import { sha256 } from '@slipway/core'
import type { Dialect, LintFinding, LintRule, LintSubject, Migration, ServerFacts } from '@slipway/core/plugin'
import { claim, each } from '../conformance/check.ts'
import { frozen, pluginCheck, type PluginCheck } from './plugin-check.ts'

/** A script that a rule has nothing against. */
export interface ValidScript {
  readonly name: string
  readonly script: string
  /** Of the migration, where the rule looks at more than statements. */
  readonly migration?: Partial<Migration>
}

/** A script, everything that the rule says of it, and what it becomes by the rule's edits. */
export interface InvalidScript extends ValidScript {
  readonly findings: readonly {
    readonly message: string
    readonly line?: number
    readonly data?: LintFinding['data']
  }[]
  /** The statements after the edits. The rule must have nothing more against what was edited. */
  readonly edited?: readonly string[]
}

/** All that the tester needs of a rule, as ESLint's RuleTester does. */
export interface RuleSubject {
  rule(): LintRule
  dialect(): Promise<Dialect>
  readonly server: ServerFacts
  readonly valid: readonly ValidScript[]
  readonly invalid: readonly InvalidScript[]
}

const file = 'migrations/0001.file'

function subjectOf(dialect: Dialect, server: ServerFacts, { script, migration }: ValidScript): LintSubject {
  const statements: { statement: ReturnType<Dialect['split']>[number]; analysis: ReturnType<Dialect['analyze']> }[] = []
  for (const statement of dialect.split(script, file)) {
    const preceding = statements.map(({ analysis }) => analysis)
    statements.push({ statement, analysis: dialect.analyze(statement, { server, preceding }) })
  }
  const whole: Migration = {
    id: '0001',
    title: 'tested',
    after: [],
    up: statements.map(({ statement }) => ({ kind: 'statement', ...statement })),
    down: undefined,
    repeatable: false,
    tags: [],
    requires: [],
    transaction: 'auto',
    allow: [],
    checksum: sha256(script),
    location: { file, line: 1 },
    ...migration,
  }
  return { migration: frozen(whole), statements: frozen(statements), dialect, server }
}

function shown({ messages }: LintRule, { message, data = {} }: LintFinding): string {
  const text = messages[message]
  claim(text !== undefined, `it gives a message ${message} that its messages do not have`)
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    claim(data[name] !== undefined, `${message} is given without {${name}}`)
    return String(data[name])
  })
}

const facts = ({ message, at, data }: LintFinding) => ({
  message,
  ...(at === undefined ? {} : { line: at.line }),
  ...(data === undefined ? {} : { data }),
})

/** The statements with a rule's edits done, the last in a statement first. */
function edit({ statements }: LintSubject, findings: readonly LintFinding[]): readonly string[] {
  const edits = findings.flatMap((finding) => finding.edit ?? [])
  return statements.map(({ statement }) =>
    edits
      .filter((one) => one.statement.text === statement.text && one.statement.at?.line === statement.at?.line)
      .toSorted((one, other) => other.start - one.start)
      .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), statement.text),
  )
}

/** What holds of every lint rule. */
export function ruleChecks(tested: RuleSubject): readonly PluginCheck[] {
  const { server, valid, invalid } = tested
  const judge = async (one: ValidScript) => {
    const subject = subjectOf(await tested.dialect(), server, one)
    return { subject, findings: [...tested.rule().check(subject)] }
  }
  const name = (one: ValidScript): string => one.name
  return [
    pluginCheck('rule', tested.rule),
    {
      id: 'rule.valid',
      title: 'it has nothing against what is valid',
      async run() {
        claim(valid.length > 0, 'the subject has no valid script')
        await each(valid, name, async (one) => assert.deepEqual((await judge(one)).findings.map(facts), []))
      },
    },
    {
      id: 'rule.invalid',
      title: 'of what is invalid it says what is stated, and no more',
      async run() {
        claim(invalid.length > 0, 'the subject has no invalid script')
        await each(invalid, name, async (one) => {
          claim(one.findings.length > 0, 'nothing is stated against it')
          const { findings } = await judge(one)
          const stated = one.findings.map((finding, index) => {
            const { line, data } = findings[index] === undefined ? {} : facts(findings[index])
            return {
              ...(line === undefined ? {} : { line }),
              ...(data === undefined ? {} : { data }),
              ...finding,
            }
          })
          assert.deepEqual(findings.map(facts), stated)
        })
      },
    },
    {
      id: 'rule.messages',
      title: 'each of its messages is given by an invalid script, with all its values',
      async run() {
        const rule = tested.rule()
        const given = new Set<string>()
        for (const one of invalid) {
          for (const finding of (await judge(one)).findings) {
            shown(rule, finding)
            given.add(finding.message)
          }
        }
        assert.deepEqual([...given].toSorted(), Object.keys(rule.messages).toSorted())
      },
    },
    {
      id: 'rule.edits',
      title: 'its edits give what is stated, and cure what they are for',
      async run() {
        await each(invalid, name, async (one) => {
          const { subject, findings } = await judge(one)
          const edited = edit(subject, findings)
          const changes = findings.some((finding) => finding.edit !== undefined)
          claim(
            changes === (one.edited !== undefined),
            changes ? 'it edits, and no outcome is stated' : 'it edits nothing',
          )
          if (one.edited === undefined) return
          assert.deepEqual(edited, one.edited)
          const after = await judge({ ...one, script: edited.join(';\n') })
          const left = findings.filter((finding) => finding.edit === undefined)
          assert.equal(after.findings.length, left.length, 'after its edits it says something else')
        })
      },
    },
    {
      id: 'rule.pure',
      title: 'asked again, it says the same',
      run: () =>
        each([...valid, ...invalid], name, async (one) =>
          assert.deepEqual((await judge(one)).findings, (await judge(one)).findings),
        ),
    },
  ]
}
