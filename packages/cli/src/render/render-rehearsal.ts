export function renderRehearsal(r: unknown, s: unknown): string {
  return String(r) + String(s)
}
