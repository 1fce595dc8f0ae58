/** Makes every clock of this process wrong by so many milliseconds. */
export function shiftClocks(milliseconds: number): void {
  if (milliseconds === 0) return
  const RealDate = Date
  const now = (): number => RealDate.now() + milliseconds
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, self) => Reflect.construct(target, given.length === 0 ? [now()] : given, self) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  })
  const monotonic = performance.now.bind(performance)
  performance.now = () => monotonic() + milliseconds
}
