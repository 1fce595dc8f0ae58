/** The environment a server program runs in: no locale, time zone or secret of ours reaches it. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') return process.env
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }
}
