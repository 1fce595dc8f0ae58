import type { Session } from '@slipway/core/plugin'
import type { Claims, FreshTarget, Subject } from './subject.ts'
import type { Specimens } from './specimens.ts'

/** What a case may need: a claim, a way in, or a specimen. */
export type Need =
  | keyof Claims
  | 'pipelines'
  | 'process'
  | 'tcp'
  | 'lock'
  | 'setting'
  | 'parameters'
  | 'canary'
  | 'probed'
  | 'held'

/** Why a need is not met, for people. */
export const reasons: Readonly<Record<Need, string>> = {
  transactions: 'it claims no transactions',
  rivals: 'one process alone can have the database open',
  sessions: 'its sessions cannot be told apart',
  evicts: 'its server ends no sessions of others',
  cancel: 'it claims no way to end a statement',
  statementTimeout: 'it claims no statement timeout',
  lockTimeout: 'it claims no lock timeout',
  pipelines: 'its sessions send nothing before they are answered',
  process: 'no other process can open the database',
  tcp: 'there is no connection to cut',
  lock: 'no statement of it waits for a lock',
  setting: 'its sessions have no settings',
  parameters: 'its statements have no parameters',
  canary: 'no error of it could hold a value',
  probed: 'none of its statements is probed',
  held: 'nothing makes a probed statement of it wait',
}

/** The needs that this subject meets. */
export function metNeeds(
  subject: Subject,
  { target, session }: { readonly target: FreshTarget; readonly session: Session },
  specimens: Specimens,
): ReadonlySet<Need> {
  const probed = specimens.ddl.filter(({ recovery }) => recovery === 'probed')
  const rivals = subject.claims.rivals && target.secondDriver !== undefined
  const met: Readonly<Record<Need, boolean>> = {
    ...subject.claims,
    rivals,
    sessions: subject.claims.sessions && rivals,
    lockTimeout: subject.claims.lockTimeout && rivals && specimens.lock !== undefined,
    pipelines: session.pipelines === true,
    process: rivals && subject.module !== undefined && target.url !== undefined,
    tcp: rivals && target.tcp !== undefined,
    lock: rivals && specimens.lock !== undefined,
    setting: specimens.setting !== undefined,
    parameters: specimens.parameters !== undefined,
    canary: specimens.canary !== undefined,
    probed: probed.length > 0,
    held: rivals && probed.some(({ held }) => held !== undefined),
  }
  return new Set((Object.keys(met) as Need[]).filter((need) => met[need]))
}
