import type { Stage } from '../kill/stage.ts'

/** Flyway's own times, and how long a migration took, are never the same twice. */
const timely = [/"installed_on":"[^"]*"/, /"execution_time":\d+/, /"installed_by":"[^"]*"/]

/** A stage whose projects keep Flyway's history table as well; the two histories are compared with everything else. */
export function flywayStage(stage: Stage): Stage {
  const { imports = [] } = stage.config
  return {
    ...stage,
    // Tells it apart from the same server with other projects on it.
    url: `${stage.url}#flyway`,
    config: {
      ...stage.config,
      imports: [...imports, "import { flyway } from '@slipway/adapter-sql'"],
      adapter: "flyway({ locations: 'migrations', env: {} })",
    },
    async snapshot(url) {
      const lines = await stage.snapshot(url)
      return lines.map((line) => timely.reduce((text, part) => text.replace(part, '…'), line)).toSorted()
    },
  }
}

/** How the real Flyway reaches a database: by its environment, so that no password is an argument. */
export function flywayEnvironment(url: string): Readonly<Record<string, string>> {
  const { protocol, host, pathname, username, password } = new URL(url)
  const kind = protocol === 'mysql:' ? 'mariadb' : 'postgresql'
  return {
    FLYWAY_URL: `jdbc:${kind}://${host}${pathname}`,
    FLYWAY_USER: decodeURIComponent(username),
    FLYWAY_PASSWORD: decodeURIComponent(password),
    FLYWAY_LOCATIONS: 'filesystem:migrations',
  }
}
