import type { Option } from './command.ts'

/** Flags that every command takes. */
export const globalOptions: readonly Option[] = [
  {
    name: 'target',
    short: 't',
    alias: 'env',
    value: 'NAME',
    summary: 'which target of the configuration (default: the only one, else development)',
  },
  {
    name: 'config',
    short: 'c',
    value: 'FILE',
    summary: 'the configuration to read (default: slipway.config.ts, .mts, .js or .mjs here)',
  },
  { name: 'json', summary: 'the answer as JSON on stdout: {ok, command, exit, result or error}' },
  { name: 'format', value: 'FORM', summary: 'pretty, json, markdown or sql (the last two: plan)' },
  { name: 'out', value: 'FILE', summary: 'write the answer to a file; plan writes the plan that apply reads' },
  { name: 'yes', short: 'y', summary: 'answer yes to what would be asked' },
  { name: 'quiet', summary: 'no decoration on stderr; errors stay' },
  { name: 'verbose', summary: 'whole statements, every step, stacks of defects' },
  { name: 'help', short: 'h', summary: 'help, for one command or for all' },
  { name: 'version', summary: 'the version of Slipway' },
]
