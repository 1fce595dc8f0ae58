import type { Command } from '../command.ts'

export const demo: Command = {
  name: 'demo',
  aliases: [],
  group: 'More',
  summary: 'Slipway at work on an embedded PostgreSQL, in a temporary folder that goes away',
  parameters: '',
  most: 0,
  options: [],
  examples: [{ command: 'slipway demo', effect: 'new, plan, apply, rollback, and a rollback that is caught' }],
  async run(context) {
    const { runDemo } = await import('../demo/run-demo.ts')
    const result = await runDemo(context.io)
    return { result, stream: 'stderr', pretty: () => '' }
  },
}
