import { expect, test } from 'vitest'
import { CONTRACT, type Reporter, type SlipwayEvent } from '../src/index.ts'
import { eventQueue } from '../src/events/event-queue.ts'

const event: SlipwayEvent = { type: 'lease-acquired', waited: 1 }
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

function collecting(seen: string[]): Reporter {
  return { kind: 'reporter', name: 'collecting', contract: CONTRACT, report: (told) => void seen.push(told.type) }
}

test('events are kept back while a transaction is open', async () => {
  const seen: string[] = []
  const queue = eventQueue([collecting(seen)], sleep)
  await queue.hold(async () => {
    queue.emit(event)
    await sleep(5)
    expect(seen).toEqual([])
  })
  await queue.close(1_000)
  expect(seen).toEqual(['lease-acquired'])
})

test('a reporter that throws fails nothing, and the others hear of it once', async () => {
  const seen: string[] = []
  const broken: Reporter = {
    kind: 'reporter',
    name: 'broken',
    contract: CONTRACT,
    report: () => {
      throw new Error('no')
    },
  }
  const queue = eventQueue([broken, collecting(seen)], sleep)
  queue.emit(event)
  queue.emit(event)
  await queue.close(1_000)
  expect(seen.filter((type) => type === 'reporter-failed')).toHaveLength(1)
  expect(seen.filter((type) => type === 'lease-acquired')).toHaveLength(2)
})

test('a reporter that never ends is waited for until the deadline only', async () => {
  const stuck: Reporter = {
    kind: 'reporter',
    name: 'stuck',
    contract: CONTRACT,
    report: () => new Promise(() => undefined),
  }
  const queue = eventQueue([stuck], sleep)
  queue.emit(event)
  await expect(queue.close(20)).resolves.toBeUndefined()
})

test('once it is closed nothing waits for the deadline any more', async () => {
  let waits: AbortSignal | undefined
  const queue = eventQueue([], (milliseconds, signal) => {
    waits = signal
    return sleep(milliseconds)
  })
  await queue.close(20)
  expect(waits?.aborted).toBe(true)
})
