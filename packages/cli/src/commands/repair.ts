import type { Command } from '../command.ts'
import { confirm } from '../confirm.ts'
import { listOf, textOf } from '../flags.ts'
import { releaseName } from '../release/release-name.ts'
import { withWorkspace } from '../with-workspace.ts'
import { requireFlag } from './require-flag.ts'
import { releaseOption, whyOption } from './shared-options.ts'

export const repair: Command = {
  name: 'repair',
  aliases: ['resolve'],
  group: 'Recovery',
  summary: 'settle in the journal what verify found: accept an edit, forget a missing migration; asks first',
  parameters: '',
  most: 0,
  options: [
    { name: 'accept-edit', value: 'ID', multiple: true, summary: 'the file as it is now is what was applied' },
    {
      name: 'forget',
      value: 'ID',
      multiple: true,
      summary: 'no longer applied as far as Slipway goes; the schema stays as it is',
    },
    whyOption,
    releaseOption,
  ],
  examples: [
    { command: 'slipway repair --accept-edit V2 --why "comment only"', effect: 'after a harmless edit' },
    { command: 'slipway repair --release shop --why "orders restored"', effect: 'take each store as it is' },
    { command: 'slipway repair --forget V3 --why "squashed into V1"', effect: 'after a file was deleted on purpose' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const release = await releaseName(context, ['why'])
    if (release !== undefined) return (await import('../release/repair-release.ts')).repairRelease(context, release)
    const acceptEdit = listOf(context.flags, 'accept-edit')
    const forget = listOf(context.flags, 'forget')
    const example = 'slipway repair --accept-edit ID --why "…"\nslipway repair --forget ID --why "…"'
    if (acceptEdit.length + forget.length === 0) {
      throw new core.SlipwayError('SW-USAGE', 'slipway repair needs to be told what to settle. Nothing was changed.', {
        hint: `slipway verify          names what is wrong\n${example}`,
      })
    }
    const why = await requireFlag(context, 'why', example)
    const said = [...acceptEdit.map((id) => `accept ${id} as it is now`), ...forget.map((id) => `forget ${id}`)].join(
      ', ',
    )
    await confirm(context, `In the journal: ${said}?`)
    const result = await withWorkspace(context, ({ workspace }) => core.repair(workspace, { acceptEdit, forget, why }))
    const { renderStatus } = await import('../render/render-status.ts')
    return { result, stream: 'stderr', pretty: (style) => renderStatus(result, style, textOf(context.flags, 'target')) }
  },
}
