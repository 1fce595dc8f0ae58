import { expect, test } from 'vitest'
import { commands } from '../src/commands/commands.ts'
import { findSecret, withoutSecrets } from '../src/find-secret.ts'
import { main } from '../src/main.ts'
import { parseArguments } from '../src/parse-arguments.ts'
import { distance, suggest } from '../src/suggest.ts'
import { recorder } from './recorder.ts'

async function run(...argv: string[]) {
  const terminal = recorder()
  const exit = await main(argv, terminal.io)
  return { exit, out: terminal.out(), err: terminal.err() }
}

test('flags, their aliases and parameters are understood wherever they stand', () => {
  const parsed = parseArguments(
    ['--env', 'staging', 'up', 'plan.json', '--allow', 'A=1', '--allow=B=2', '-y'],
    commands,
  )
  expect(parsed).toMatchObject({
    ok: true,
    command: { name: 'apply' },
    alias: 'up',
    flags: { values: { target: 'staging', allow: ['A=1', 'B=2'], yes: true } },
    parameters: ['plan.json'],
  })
})

test.each([
  [['rolback'], 'There is no command "rolback". Did you mean rollback?'],
  [['frobnicate'], 'There is no command "frobnicate".'],
  [['apply', '--requireproof'], 'slipway apply has no flag --requireproof. Did you mean --require-proof?'],
  [['apply', '--taget', 'x'], 'slipway apply has no flag --taget. Did you mean --target?'],
  [['apply', '--to'], '--to needs a value: --to ID'],
  [['apply', '--to', '--json'], '--to needs a value: --to ID'],
  [['apply', '--yes=no'], '--yes takes no value.'],
  [['status', 'V1'], 'slipway status does not know what to do with "V1".'],
  [['plan', '--to', 'a', '--to', 'b'], '--to was given twice.'],
])('refused: %j', (argv, message) => {
  expect(parseArguments(argv, commands)).toMatchObject({ ok: false, message })
})

test('a wrong command line exits 64 and says what would be right', async () => {
  const { exit, out, err } = await run('aply')
  expect({ exit, out }).toEqual({ exit: 64, out: '' })
  expect(err).toMatchInlineSnapshot(`
    "✗ SW-USAGE  There is no command "aply". Did you mean apply?
        slipway apply
        slipway --help
      Nothing was changed.
      more: slipway explain SW-USAGE · exit 64
    "
  `)
})

test('the same as JSON', async () => {
  const { exit, out, err } = await run('aply', '--json')
  expect({ exit, err }).toEqual({ exit: 64, err: '' })
  expect(JSON.parse(out)).toMatchInlineSnapshot(`
    {
      "command": null,
      "error": {
        "code": "SW-USAGE",
        "details": {},
        "exit": 64,
        "hint": "slipway apply
    slipway --help",
        "message": "There is no command "aply". Did you mean apply?",
      },
      "exit": 64,
      "ok": false,
    }
  `)
})

test('help lists every command once, under its heading', async () => {
  const { exit, out } = await run('--help')
  expect(exit).toBe(0)
  expect(out).toMatchInlineSnapshot(`
    "slipway COMMAND [flags]: schema migrations with rollbacks that are proved

    Everyday
      init       look at what the project has, write slipway.config.ts, name what to install
      new        write files for a new migration in the project's own style (make, add, create)
      plan       show what apply would run: exact SQL, locks, reverses, hazards; writes nothing (dry-run, update-sql)
      apply      apply what is pending, or exactly what a plan file says; never asks (migrate, up, deploy, update)
      status     every migration with its one state; writes nothing (info)
      rollback   undo the last batch (of a partial migration, that one only), compare the schema; asks (down, undo, revert, downgrade)
      redo       undo the last migration as it was applied, then apply its file as it is now; asks first

    Release
      rehearse   prove on a scratch database that migrations can be rolled back: up, check, down, compare, up
      verify     compare files and history: edited, missing, duplicate, out of order; writes nothing (validate, check)
      gate       list the gates that runs wait at, or open one with evidence

    Recovery
      doctor    check the environment, then the state, and name every way out; writes nothing
      resume    go on with an interrupted or waiting run, from the plan stored in the journal
      repair    settle in the journal what verify found: accept an edit, forget a missing migration; asks first (resolve)
      unlock    show who holds the deploy lock; with --terminate, end that session and free it (release-locks)
      drift     compare the schema with the one the history recorded; reports, changes nothing
      history   what the journal says, entry by entry; writes nothing (log)

    Moving
      adopt      take a Flyway, Knex, Prisma or other project over where it is: same files, same history table; asks first
      leave      write everything back to the framework's own table, remove what Slipway keeps in the database; asks first
      import     convert another tool's files, and let its history arrive as applied; asks first (convert)
      baseline   record migrations as applied without running them, on a database that already has them (stamp, changelog-sync)

    More
      explain       what an error or a hazard means, and what gets out of it
      conformance   judge a driver by the suite of @slipway/testkit, and show what it can do
      demo          Slipway at work on an embedded PostgreSQL, in a temporary folder that goes away

    Flags of every command
      -t, --target NAME (--env)   which target of the configuration (default: the only one, else development)
      -c, --config FILE           the configuration to read (default: slipway.config.ts, .mts, .js or .mjs here)
      --json                      the answer as JSON on stdout: {ok, command, exit, result or error}
      --format FORM               pretty, json, markdown or sql (the last two: plan)
      --out FILE                  write the answer to a file; plan writes the plan that apply reads
      -y, --yes                   answer yes to what would be asked
      --quiet                     no decoration on stderr; errors stay
      --verbose                   whole statements, every step, stacks of defects
      -h, --help                  help, for one command or for all
      --version                   the version of Slipway

    slipway COMMAND --help shows its flags and examples. slipway demo shows Slipway at work in a minute.
    "
  `)
})

test('help of one command has its flags and examples', async () => {
  const { exit, out } = await run('rollback', '-h')
  expect(exit).toBe(0)
  expect(out).toContain('Also known as: down, undo, revert, downgrade')
  expect(out).toMatch(/-n, --count N +undo the last N migrations/)
  expect(out).toMatch(/slipway rollback -n 2 --yes +the last two migrations/)
})

test('no command is help, and an error', async () => {
  const { exit, out } = await run()
  expect(exit).toBe(64)
  expect(out).toContain('slipway COMMAND [flags]')
})

test('every verb and alias is one command only', () => {
  const words = commands.flatMap((command) => [command.name, ...command.aliases])
  expect(new Set(words).size).toBe(words.length)
})

test('every example is a command line that parses', () => {
  for (const { examples } of commands) {
    for (const { command } of examples) {
      const words = [...command.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', '')).slice(1)
      expect(parseArguments(words, commands)).toMatchObject({ ok: true })
    }
  }
})

test.each([
  ['postgres://deploy:canary-7f3@db/shop'],
  ['--config=mysql://u:canary-7f3@db/shop'],
  ['postgresql://db/shop?user=u&password=canary-7f3'],
  ['host=db password=canary-7f3'],
])('a password in argv is refused and not repeated: %s', async (word) => {
  const { exit, out, err } = await run('apply', word, '--verbose')
  expect(exit).toBe(64)
  expect(err).toContain('SW-SECRET-IN-ARGV')
  expect(err).toContain('DATABASE_URL')
  expect(out + err).not.toContain('canary-7f3')
})

test('a URL without a password is no secret', () => {
  expect(
    findSecret(['postgres://db-main:5432/shop', '--why', 'see https://wiki/x@y', 'postgres://deploy@db/shop']),
  ).toBe(false)
})

test('passwords of URLs in the messages of others are taken out', () => {
  expect(withoutSecrets('cannot reach postgres://u:canary-7f3@db/shop?x=1')).toBe(
    'cannot reach postgres://u:***@db/shop?x=1',
  )
})

test('close words are found, far ones are not', () => {
  expect(distance('rehaerse', 'rehearse')).toBe(1)
  expect(distance('', 'abc')).toBe(3)
  expect(suggest('stauts', ['status', 'apply'])).toBe('status')
  expect(suggest('migrations', ['status', 'apply'])).toBeUndefined()
})
