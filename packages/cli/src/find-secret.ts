const secrets = [
  /[a-z][a-z0-9+.-]*:\/\/[^\s/@:?#]*:[^\s/@]+@/i,
  /[?&;]password=[^\s&;]+/i,
  /(?:^|\s)password\s*=\s*\S+/i,
]

/** Whether a command line carries a password, so that `ps` and shell histories would too. */
export function findSecret(argv: readonly string[]): boolean {
  return argv.some((word) => secrets.some((secret) => secret.test(word)))
}

/** A text without the passwords of the URLs in it: the last guard, for messages of others. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/[^\s/@:?#]*):[^\s/@]+@/gi, '$1:***@')
    .replaceAll(/([?&;\s]password\s*=\s*)[^\s&;]+/gi, '$1***')
}
