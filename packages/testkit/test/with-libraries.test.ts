import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withLibraries } from '../src/engines/with-libraries.ts'

test('a program that finds its libraries needs no environment; one that does not run says why', async () => {
  expect(await withLibraries(process.execPath, [])).toEqual({})
  expect(await withLibraries(process.execPath, ['/of/its/own'])).toEqual({ LD_LIBRARY_PATH: '/of/its/own' })
  const folder = await mkdtemp(join(tmpdir(), 'slipway-libraries-'))
  try {
    const program = join(folder, 'program')
    await writeFile(program, '#!/bin/sh\necho "libodd.so.1: wrong ELF class" >&2\nexit 127\n')
    await chmod(program, 0o755)
    await expect(withLibraries(program, [])).rejects.toThrow(
      'does not run on this machine:\nlibodd.so.1: wrong ELF class',
    )
  } finally {
    await rm(folder, { recursive: true })
  }
})
