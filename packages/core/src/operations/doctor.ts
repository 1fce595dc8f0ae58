import type { Ailment } from '../contract/dialect.ts'
import type { LeaseHolder } from '../contract/driver.ts'
import { catalogue } from '../errors/catalogue.ts'
import { firstLine } from '../errors/first-line.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { History } from '../history/history.ts'
import { foldReleases } from '../release/release-record.ts'
import { agreeing, bridgeFindings } from './bridge-findings.ts'
import { integrityFindings, worstExit } from './findings.ts'
import { reading, type Reading } from './reading.ts'
import type { DoctorReport, Finding, OpenRun } from './results.ts'
import { statusNow } from './status.ts'
import type { Workspace } from '../config/workspace.ts'

/** Names the state and every way out. Environment first, then state. Writes nothing. */
export async function doctor(workspace: Workspace, environment: readonly Finding[] = []): Promise<DoctorReport> {
  try {
    return await reading(workspace, async (first) => {
      const {
        found,
        status,
        holder = await workspace.driver.holder(found.session, workspace.project),
      } = await statusNow(workspace, first)
      const { migrations, runs, counts, where } = status
      const findings: Finding[] = [
        ...environment,
        ...serverFindings(workspace, found),
        ...(holder ? [lockFinding(holder)] : []),
        ok('history', `${counts.applied} applied, ${counts.pending + counts.changed} pending; ${addsUp(found)}`),
        ...bridgeFindings(found),
        ...integrityFindings(migrations, found.history),
        ...runs.map((run) => runFinding(run, found.history)),
        ...recordFindings(found.journalled),
        // What is being built looks ill, and who reads its definition may wait for it.
        ...(runs.some((run) => run.status === 'running') ? [] : await ailmentFindings(workspace, found)),
      ]
      return { where, findings, exit: worstExit(findings) }
    })
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    const finding: Finding = {
      level: 'problem',
      name: error.code,
      code: error.code,
      message: error.message,
      lines: error.hint === undefined ? [] : error.hint.split('\n'),
      exits: [{ command: `slipway explain ${error.code}`, effect: catalogue[error.code].title }],
    }
    return { findings: [...environment, finding], exit: worstExit([finding]) }
  }
}

function addsUp(found: Reading): string {
  const frameworks = agreeing(found.links, found)
  return frameworks.length === 0 ? 'the journal adds up' : `the journal and ${frameworks.join(', ')} agree`
}

function ok(name: string, message: string): Finding {
  return { level: 'ok', name, message, lines: [], exits: [] }
}

function serverFindings(workspace: Workspace, { session }: Reading): readonly Finding[] {
  const { server } = session
  const findings = [
    ok('server', `${server.flavor} ${server.version} at ${workspace.driver.address}, ${server.topology}`),
  ]
  if (server.topology === 'replica') {
    findings.push({
      level: 'problem',
      name: 'REPLICA',
      code: 'SW-NOT-PRIMARY',
      message: 'this is a replica: nothing can be applied here',
      lines: [],
      exits: [{ command: 'slipway status', effect: 'reading works' }],
    })
  }
  if (server.pooled)
    findings.push({
      level: 'note',
      name: 'pooler',
      message: 'a transaction-mode pooler: what runs outside a transaction needs a directUrl',
      lines: [],
      exits: [],
    })
  return findings
}

async function ailmentFindings({ dialect, driver }: Workspace, { session }: Reading): Promise<readonly Finding[]> {
  const ailments = dialect.ailments(await session.inspect())
  return [...ailments, ...((await driver.leftovers?.(session)) ?? [])].map(ailmentFinding)
}

/** Another team's build may be under way: it is reported, never touched. */
function ailmentFinding({ object, message, cure }: Ailment): Finding {
  return { level: 'note', name: object, message, lines: [cure], exits: [] }
}

function lockFinding(holder: LeaseHolder): Finding {
  const held = `${holder.owner} for ${Math.round(holder.heldFor / 1000)} s`
  if (holder.session)
    return {
      level: 'note',
      name: 'deploy lock',
      message: `held by ${held}, its session lives (pid ${holder.session.id})`,
      lines: [],
      exits: [{ command: 'slipway unlock --terminate', effect: 'ends it' }],
    }
  return {
    level: 'note',
    name: 'deploy lock',
    message: `left by ${held}; its session is gone, so the next command takes it over`,
    lines: [],
    exits: [],
  }
}

/** Releases over several stores whose record is here. */
function recordFindings({ entries }: History): readonly Finding[] {
  return [...foldReleases(entries).values()]
    .filter(({ status }) => status === 'open')
    .map(({ name, number }) => ({
      level: 'note',
      name: 'release',
      message: `release ${number} of ${name} is not at its end; its record is here`,
      lines: [],
      exits: [{ command: `slipway doctor --release ${name}`, effect: 'says where each of its stores stands' }],
    }))
}

function runFinding(run: OpenRun, history: History): Finding {
  const what = run.migrations.join(', ')
  const resume = run.release === undefined ? 'slipway resume' : `slipway resume --release ${run.release}`
  if (run.status === 'waiting') {
    return {
      level: 'note',
      name: 'waiting',
      message: `batch ${run.batch} waits at gate "${run.gate}" (${what})`,
      lines: [],
      exits: [
        { command: `slipway gate ${run.gate} --open --evidence "..."`, effect: 'opens it' },
        { command: resume, effect: 'goes on once it is open' },
      ],
    }
  }
  if (run.status === 'running')
    return {
      level: 'note',
      name: 'running',
      message: `batch ${run.batch} is under way (${what})`,
      lines: run.migrations.flatMap((id) => {
        const sent = history.migrations.get(id)?.open
        return sent ? [`sent         ${firstLine(sent.step.text)}`] : []
      }),
      exits: [],
    }
  return {
    level: 'note',
    name: 'interrupted',
    message: `batch ${run.batch} was interrupted (${what})`,
    lines: [],
    exits: [{ command: resume, effect: 'goes on' }],
  }
}
