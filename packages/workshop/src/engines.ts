import { installPostgres, postgresVersions } from '@slipway/testkit'

/** Fetches every engine the tests need, so that no test waits for a download. */
export async function fetchEngines(report: (line: string) => void): Promise<void> {
  for (const version of postgresVersions) report(`PostgreSQL ${version}: ${await installPostgres(version, report)}`)
}

if (import.meta.main) await fetchEngines(console.log)
