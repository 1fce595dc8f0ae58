/** Options of `alembic()`. */
export interface AlembicOptions {
  /** The configuration file, relative to the project. Default: `alembic.ini`, else `pyproject.toml`. */
  readonly config?: string
  /** The section of an `.ini` file, as `alembic --name` takes it. Default: `alembic`. */
  readonly section?: string
  /** The folder with `env.py`, relative to the project. Default: `script_location`. */
  readonly scriptLocation?: string
  /** Folders of revision files, relative to the project. Default: `version_locations`, else `versions` beside `env.py`. */
  readonly versionLocations?: readonly string[]
  /** As `env.py` gives it to `context.configure()`. Default: `alembic_version`. */
  readonly versionTable?: string
  /** As `env.py` gives it to `context.configure()`. Default: the schema that the server looks into first. */
  readonly versionTableSchema?: string
  /**
   * The Python that has Alembic and the project's own packages, asked once to write the SQL of revisions that were not
   * converted yet. Default: `.venv/bin/python` or `venv/bin/python` of the project, else `python3`. `false`: never asked.
   */
  readonly python?: string | false
  /**
   * Names an empty database. Revisions that read the database cannot be converted without one: they are run there, with those
   * before them, and what they send is recorded. What the database held afterwards is left there.
   */
  readonly scratch?: { readonly url: string | undefined }
  /** `batch`: all that is pending shares one transaction, as Alembic does by default. Default: `auto`, one for each. */
  readonly transaction?: 'auto' | 'batch'
  /** Name of the plugin within a config. Default: `alembic`. */
  readonly name?: string
}
