/** `12,400,000`. Written here, since the first number that `Intl` formats takes 10 ms. */
export function thousands(amount: number): string {
  return String(Math.round(amount)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}
