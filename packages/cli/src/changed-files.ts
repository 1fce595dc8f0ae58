import { runCommand } from './run-command.ts'

const trunks = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'] as const

/**
 * Files that the git branch of a folder adds or changes since it left the trunk, relative to that folder; those not yet
 * committed too.
 * @throws `SW-USAGE` where there is no git history to compare with.
 */
export async function changedFiles(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const { SlipwayError } = await import('@slipway/core')
  const git = (...parameters: readonly string[]) => runCommand(['git', ...parameters], env, folder)
  const ask = async (...parameters: readonly string[]) => {
    const { code, output } = await git(...parameters)
    if (code === 0) return output.split('\0').filter((file) => file !== '')
    throw new SlipwayError(
      'SW-USAGE',
      `git ${parameters[0]} failed here, so --changed has nothing to compare with. Nothing was changed.`,
      {
        hint: 'In a pipeline, fetch the trunk too (fetch-depth: 0), or name the migrations:\nslipway rehearse ID …',
      },
    )
  }
  for (const trunk of trunks) {
    const { code, output } = await git('merge-base', 'HEAD', trunk)
    if (code !== 0) continue
    const committed = await ask('diff', '--name-only', '--relative', '-z', output.trim())
    const untracked = await ask('ls-files', '--others', '--exclude-standard', '-z')
    return [...new Set([...committed, ...untracked])].toSorted()
  }
  throw new SlipwayError(
    'SW-USAGE',
    `No trunk to compare with: none of ${trunks.join(', ')} is known here. Nothing was changed.`,
    {
      hint: 'git fetch origin\nslipway rehearse ID …    names the migrations instead',
    },
  )
}
