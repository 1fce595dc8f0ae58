import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Bench, Place } from '../bench/bench.ts'
import { claim, within } from '../check.ts'
import type { MutatedSubject } from '../mutants/mutated.ts'
import type { Message, Order, Work } from './order.ts'

/** A process of its own, doing what it was told. */
export interface Child {
  /** The next message of this sort; throws when it says that it failed, or ends, before that. */
  says<S extends Message['says']>(what: S): Promise<Extract<Message, { says: S }>>
  /** Tells one that waits to go on. */
  goOn(): void
  /** Sends a signal; of one that ends it, resolves when it is gone. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
}

// From source, workspace packages are found by their source too.
const fromSource = import.meta.url.endsWith('.ts')

/** Starts a process that does `work` on the place's database; it is ended with the case. */
export async function startChild(bench: Bench, place: Place, work: Work, clock = 0): Promise<Child> {
  const { module } = bench.subject
  const { url } = place.target
  claim(module !== undefined && url !== undefined, 'no other process can open the database')
  const child = fork(fileURLToPath(new URL(fromSource ? './worker.ts' : './worker.js', import.meta.url)), {
    execArgv: ['--no-warnings', ...(fromSource ? ['--conditions=slipway-dev'] : [])],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const heard: Message[] = []
  let wake = (): void => undefined
  child.on('message', (message: Message) => {
    heard.push(message)
    wake()
  })
  const ended = once(child, 'exit')
  child.on('exit', () => wake())
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  void ended.then(() => process.off('exit', endWithUs))
  bench.finally(async () => {
    child.kill('SIGKILL')
    await ended
  })

  async function hear(what: Message['says']): Promise<Message> {
    for (;;) {
      const found = heard.find((message) => message.says === what)
      if (found !== undefined) return found
      const failed = heard.find((message) => message.says === 'failed')
      claim(failed === undefined, `another process failed: ${failed?.says === 'failed' ? failed.message : ''}`)
      claim(!heard.some((message) => message.says === 'done'), `another process is done and was never ${what}`)
      const over = child.exitCode !== null || child.signalCode !== null
      claim(!over, `another process ended before it was ${what}: ${complaint}`)
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const says = <S extends Message['says']>(what: S): Promise<Extract<Message, { says: S }>> =>
    within(60_000, `another process, until it is ${what},`, hear(what)) as Promise<Extract<Message, { says: S }>>

  await says('ready')
  const { mutant } = bench.subject as Partial<MutatedSubject>
  const order: Order = { module, url, clock, work, ...(mutant === undefined ? {} : { mutant }) }
  child.send(order)
  return {
    says,
    goOn: () => void child.send('go on'),
    async signal(name) {
      child.kill(name)
      if (name === 'SIGKILL') await ended
    },
  }
}
