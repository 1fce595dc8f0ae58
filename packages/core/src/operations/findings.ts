import { catalogue } from '../errors/catalogue.ts'
import { count } from '../errors/count.ts'
import { firstLine } from '../errors/first-line.ts'
import { stepsOf, type History, type MigrationHistory } from '../history/history.ts'
import type { MigrationStatus } from '../history/states.ts'
import type { Finding } from './results.ts'

/** One finding for each migration whose state is not a healthy one, with the ways out. */
export function integrityFindings(migrations: readonly MigrationStatus[], history: History): readonly Finding[] {
  return migrations.flatMap((status): Finding[] => {
    const past = history.migrations.get(status.id)
    switch (status.state) {
      case 'edited':
        return [edited(status)]
      case 'missing':
        return [missing(status)]
      case 'partial':
        return past ? [partial(status, past)] : []
      case 'unknown':
        return past ? [unknown(status, past)] : []
      default:
        return []
    }
  })
}

/** Exit code of the worst finding. */
export function worstExit(findings: readonly Finding[]): number {
  const exits = findings.flatMap((finding) =>
    finding.level === 'problem' && finding.code ? [catalogue[finding.code].exit as number] : [],
  )
  return exits.length === 0 ? 0 : exits.includes(6) ? 6 : Math.max(...exits)
}

function edited({ id, file }: MigrationStatus): Finding {
  return {
    level: 'problem',
    name: 'EDITED',
    code: 'SW-EDITED',
    message: `${file} differs from what was applied as ${id}`,
    lines: [],
    exits: [
      { command: `git checkout -- ${file}`, effect: 'puts the text back, if git has it' },
      { command: `slipway repair --accept-edit ${id} --why "..."`, effect: 'accepts the new text as saying the same' },
      { command: 'slipway redo', effect: 'undoes it and applies the new text (not on a protected target)' },
    ],
  }
}

function missing({ id, file }: MigrationStatus): Finding {
  return {
    level: 'problem',
    name: 'MISSING',
    code: 'SW-MISSING',
    message: `${id} is applied and has no file${file ? ` (it was ${file})` : ''}; it may be on another branch`,
    lines: [],
    exits: [
      {
        command: 'slipway rollback --missing',
        effect: 'undoes it with the reverse that the journal holds (not on a protected target)',
      },
      {
        command: `slipway repair --forget ${id} --why "..."`,
        effect: 'takes it as not applied; changes nothing in the schema',
      },
    ],
  }
}

function partial({ id, file }: MigrationStatus, past: MigrationHistory): Finding {
  const done = past.applied ? past.undone : past.landed
  return {
    level: 'problem',
    name: 'PARTIAL',
    code: 'SW-PARTIAL',
    message: `${file || id} stopped after ${count(done.length, 'part')}${past.applied ? ' of its rollback' : ''}`,
    lines: done.flatMap((part) => stepsOf(part).map((step) => `done         ${firstLine(step.text)}`)),
    exits: [
      { command: 'slipway resume', effect: 'goes on with the rest' },
      ...(past.applied
        ? []
        : [
            {
              command: 'slipway rollback',
              effect: 'undoes what took effect, and compares the schema with the one before',
            },
          ]),
    ],
  }
}

function unknown({ id, file }: MigrationStatus, past: MigrationHistory): Finding {
  const { open } = past
  return {
    level: 'problem',
    name: open?.recovery === 'unknowable' ? 'UNKNOWN' : 'PARTIAL',
    code: open?.recovery === 'unknowable' ? 'SW-UNKNOWN' : 'SW-PARTIAL',
    message: `${file || id}: a statement was sent and its end is not recorded`,
    lines: [
      ...past.landed.flatMap((part) => stepsOf(part).map((step) => `done         ${firstLine(step.text)}`)),
      `not recorded ${firstLine(open?.step.text ?? '')}`,
      ...past.sent.map((text) => `sent         ${firstLine(text)}`),
    ],
    exits: [
      { command: 'slipway resume', effect: 'waits for its session to end, looks at the catalog, and goes on' },
      {
        command: 'slipway resume --landed "how I know"',
        effect: 'says that it took effect, where nobody can tell from the catalog',
      },
      { command: 'slipway resume --not-landed "how I know"', effect: 'says that it did not' },
    ],
  }
}
