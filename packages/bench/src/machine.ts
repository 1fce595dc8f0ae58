import { cpus, release, totalmem, type } from 'node:os'
import type { MachineFacts } from './harness/result.ts'

/** This machine, for the page. */
export function thisMachine(): MachineFacts {
  const processors = cpus()
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.versions.node,
  }
}
