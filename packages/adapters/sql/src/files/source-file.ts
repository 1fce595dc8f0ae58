/** A file found in a location. */
export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string
  /** The last part of `path`. */
  readonly name: string
  /** `path` without `name`; empty for the project's own folder. */
  readonly folder: string
  /** Decoded, without a byte order mark, with LF line ends. Read once. Throws `SW-SYNTAX`. */
  text(): string
}
