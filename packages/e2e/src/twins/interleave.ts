import { mustSucceed, type Twin } from './twin.ts'

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What was done, and what both say afterwards. */
export interface Turn {
  readonly did: string
  readonly expected: readonly string[]
  readonly slipway: readonly string[]
  /** Asked after its own turns, and after every fourth. */
  readonly framework: readonly string[]
}

/** Lets both tools take turns at random, forward and back, and asks both what is applied. */
export async function interleave(twin: Twin, seed: number, turns: number): Promise<readonly Turn[]> {
  const random = numbers(seed)
  const told: Turn[] = []
  let applied = 0
  for (let turn = 1; turn <= turns; turn += 1) {
    const moves = [...twin.moves, ...slipwayMoves(twin)].flatMap((move) => {
      const to = move.to(applied, twin.chain.length, random())
      return to === undefined || to === applied ? [] : [{ move, to }]
    })
    const chosen = moves[Math.floor(random() * moves.length)]
    if (!chosen) throw new Error('Neither can do anything')
    const { move, to } = chosen
    await move.run(to)
    const did = `${turn}: ${move.title} ${applied} to ${to}`
    applied = to
    const expected = twin.chain.slice(0, applied)
    const asked = twin.moves.includes(move) || turn % 4 === 0 || turn === turns
    told.push({
      did,
      expected,
      slipway: await bySlipway(twin),
      framework: asked ? await twin.applied() : expected,
    })
  }
  return told
}

function slipwayMoves({ chain, slipway }: Twin): Twin['moves'] {
  const run = async (...argv: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await slipway(...argv)
    mustSucceed(`slipway ${argv.join(' ')}`, { code, output: stdout + stderr })
  }
  let back = 0
  return [
    {
      title: 'slipway apply',
      to: (applied, total, random) =>
        applied === total ? undefined : applied + 1 + Math.floor(random * Math.min(3, total - applied)),
      run: (to) => run('apply', '--to', chain[to - 1] ?? ''),
    },
    {
      title: 'slipway rollback',
      to(applied, _total, random) {
        if (applied === 0) return undefined
        back = 1 + Math.floor(random * Math.min(3, applied))
        return applied - back
      },
      run: () => run('rollback', '-n', String(back), '--yes'),
    },
  ]
}

async function bySlipway({ slipway }: Twin): Promise<readonly string[]> {
  const { code, stdout, stderr } = await slipway('status', '--json')
  mustSucceed('slipway status', { code, output: stdout + stderr })
  const { migrations } = (JSON.parse(stdout) as { result: { migrations: { id: string; state: string }[] } }).result
  return migrations.filter(({ state }) => state === 'applied').map(({ id }) => id)
}
