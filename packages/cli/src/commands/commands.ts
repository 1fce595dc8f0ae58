import type { Command } from '../command.ts'
import { adopt } from './adopt.ts'
import { apply } from './apply.ts'
import { baseline } from './baseline.ts'
import { conformance } from './conformance.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { drift } from './drift.ts'
import { explain } from './explain.ts'
import { gate } from './gate.ts'
import { history } from './history.ts'
import { importProject } from './import.ts'
import { init } from './init.ts'
import { leave } from './leave.ts'
import { create } from './new.ts'
import { plan } from './plan.ts'
import { redo } from './redo.ts'
import { rehearse } from './rehearse.ts'
import { repair } from './repair.ts'
import { resume } from './resume.ts'
import { rollback } from './rollback.ts'
import { status } from './status.ts'
import { unlock } from './unlock.ts'
import { verify } from './verify.ts'

/** Every command, in the order that help shows them. */
export const commands: readonly Command[] = [
  init,
  create,
  plan,
  apply,
  status,
  rollback,
  redo,
  rehearse,
  verify,
  gate,
  doctor,
  resume,
  repair,
  unlock,
  drift,
  history,
  explain,
  adopt,
  leave,
  importProject,
  baseline,
  conformance,
  demo,
]
