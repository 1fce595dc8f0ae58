import type { ReleaseWorkspace, Reporter } from '@slipway/core'
import type { CommandContext } from '../command.ts'
import { environment } from '../environment.ts'
import { isOn } from '../flags.ts'
import { recordedBefore } from '../recorded-before.ts'
import { configuration } from '../with-workspace.ts'

/** Loads the configuration, opens the stores of a release, runs one operation, and closes what was opened. */
export async function withRelease<T>(
  context: CommandContext,
  name: string,
  work: (release: ReleaseWorkspace) => Promise<T>,
  show: 'progress' | 'nothing' = 'nothing',
): Promise<T> {
  const { openRelease } = await import('@slipway/core')
  const loaded = await configuration(context)
  const opened = await openRelease(loaded.config, {
    release: name,
    environment: environment(loaded.folder),
    reporters: show === 'progress' ? [await progressReporter(context, () => opened.workspace)] : [],
    recorded: recordedBefore(loaded.folder),
    signal: context.io.signal,
  })
  try {
    return await work(opened.workspace)
  } finally {
    await opened.close()
  }
}

async function progressReporter(context: CommandContext, workspace: () => ReleaseWorkspace): Promise<Reporter> {
  const { createReporter } = await import('../render/create-reporter.ts')
  let current = ''
  const reporter = createReporter({
    io: context.io,
    style: context.style,
    quiet: isOn(context.flags, 'quiet'),
    verbose: isOn(context.flags, 'verbose'),
    now: () => Date.now(),
    where: () =>
      workspace().participants.find(({ target }) => target === current)?.driver.address ?? workspace().release.name,
  })
  return {
    ...reporter,
    report(event) {
      if (event.type === 'release-participant') current = event.target
      return reporter.report(event)
    },
  }
}
