/** Makes a function that takes these secrets, plain or percent-encoded, out of a text. */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const all = secrets
    .filter((secret) => secret !== undefined)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
  return (text) => all.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}
