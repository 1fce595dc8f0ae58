import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NewFile } from '@slipway/core'

/**
 * Those of the files that are not there yet.
 * @throws `SW-USAGE` where one is there and says something else.
 */
export async function missingFiles(files: readonly NewFile[], folder: string): Promise<readonly NewFile[]> {
  const missing: NewFile[] = []
  for (const file of files) {
    const text = await readFile(join(folder, file.path), 'utf8').catch(() => undefined)
    if (text === undefined) missing.push(file)
    else if (text !== file.content) {
      const { SlipwayError } = await import('@slipway/core')
      throw new SlipwayError(
        'SW-USAGE',
        `${file.path} is there already and says something else. Nothing was changed.`,
        {
          hint: 'Name another folder for the converted files:\n  --folder migrations/imported',
          details: { file: file.path },
        },
      )
    }
  }
  return missing
}

/**
 * Writes files that are not there, runs `work`, and takes them away again where it throws.
 * @throws `SW-USAGE` where somebody has made one of them meanwhile.
 */
export async function withNewFiles<T>(files: readonly NewFile[], folder: string, work: () => Promise<T>): Promise<T> {
  const written: string[] = []
  try {
    for (const { path, content } of files) {
      const file = join(folder, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => madeMeanwhile(error, path))
      written.push(file)
    }
    return await work()
  } catch (error) {
    for (const file of written) await unlink(file)
    throw error
  }
}

async function madeMeanwhile(error: NodeJS.ErrnoException, path: string): Promise<never> {
  if (error.code !== 'EEXIST') throw error
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `Somebody has made ${path} meanwhile. Nothing was changed.`, {
    hint: 'See what they did:\n  slipway status',
    cause: error,
    details: { file: path },
  })
}
