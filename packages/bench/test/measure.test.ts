import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { measureAny, measureCall, measureProcess, ProcessFailure } from '../src/harness/measure.ts'

const node = (script: string, options = {}) => measureProcess(process.execPath, ['-e', script], options)

test('tells the time, the processor time and the peak memory of a process', async () => {
  // Works for a while, then waits as long; touches every page of 200 MB and gives them back.
  const measured = await node(`
    Buffer.alloc(200 * 2 ** 20, 1)
    const end = process.cpuUsage().user / 1000 + 150
    while (process.cpuUsage().user / 1000 < end);
    setTimeout(() => {}, 200)`)
  expect(measured.milliseconds).toBeGreaterThan(200)
  expect(measured.cpu).toBeGreaterThan(150)
  expect(measured.cpu).toBeLessThan(measured.milliseconds)
  expect(measured.memory).toBeGreaterThan(200)
})

test('hands over what was written, and reads a file to the program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'measure-'))
  try {
    await writeFile(join(folder, 'in'), 'words')
    const script = `process.stdin.pipe(process.stdout); console.error(process.cwd(), process.env.A)`
    const { stdout, stderr } = await node(script, { cwd: folder, env: { A: 'b' }, input: join(folder, 'in') })
    expect([stdout, stderr.trim()]).toEqual(['words', `${folder} b`])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a process that fails throws with its code and its last words, or answers when that is asked for', async () => {
  const parameters = ['-e', 'console.error("no table"); process.exit(3)']
  const failure = await measureProcess(process.execPath, parameters).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ProcessFailure)
  expect(String(failure)).toMatch(/ended with code 3 after [\d.]+ s:\nno table$/)
  expect(await measureAny(process.execPath, parameters)).toMatchObject({ code: 3, stderr: 'no table\n' })
  await expect(measureAny('/no/such/program', [])).rejects.toThrow('ENOENT')
})

test('a call inside this process has time and processor time', async () => {
  const sample = await measureCall(() => new Promise((resolve) => setTimeout(resolve, 50)))
  expect(sample.milliseconds).toBeGreaterThan(48)
  expect(sample.cpu).toBeLessThan(sample.milliseconds)
})
