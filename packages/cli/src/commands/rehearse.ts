import type { Command } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'

export const rehearse: Command = {
  name: 'rehearse',
  aliases: [],
  group: 'Release',
  summary: 'prove on a scratch database that migrations can be rolled back: up, check, down, compare, up',
  parameters: '[ID…]',
  most: Infinity,
  options: [
    { name: 'batch', summary: 'all of them as one batch too, for migrations that only make sense together' },
    { name: 'test', value: 'COMMAND', summary: 'run the tests of the application on the new schema' },
    {
      name: 'url-env',
      value: 'NAME',
      summary: 'the variable that gives the test command its scratch URL (default: DATABASE_URL)',
    },
    { name: 'changed', summary: 'the migrations that this git branch adds' },
    { name: 'keep', summary: 'leave the scratch database and print its URL' },
    { name: 'on-target-server', summary: "make the scratch database on a protected target's own server" },
  ],
  examples: [
    { command: 'slipway rehearse', effect: 'everything that is pending' },
    {
      command: 'slipway rehearse --changed --test "npm test"',
      effect: 'on a pull request; proofs land in .slipway/proofs/',
    },
    { command: 'slipway rehearse V20261122_002 --keep', effect: 'one migration, and a look at what it left' },
  ],
  async run(context) {
    const { rehearse } = await import('@slipway/rehearsal')
    const { flags, parameters } = context
    const test = textOf(flags, 'test')
    const report = await withWorkspace(
      context,
      ({ workspace }) =>
        rehearse(workspace, {
          ...(parameters.length === 0 ? {} : { migrations: parameters }),
          ...(isOn(flags, 'batch') ? { batch: true } : {}),
          ...(test === undefined
            ? {}
            : { test: { command: test, urlVariable: textOf(flags, 'url-env') ?? 'DATABASE_URL' } }),
          ...(isOn(flags, 'changed') ? { changed: true } : {}),
          ...(isOn(flags, 'keep') ? { keep: true } : {}),
          ...(isOn(flags, 'on-target-server') ? { onTargetServer: true } : {}),
        }),
      'progress',
    )
    const { renderRehearsal } = await import('../render/render-rehearsal.ts')
    return { result: report, exit: 0, stream: 'stderr', pretty: (style) => renderRehearsal(report, style) }
  },
}
