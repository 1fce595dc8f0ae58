declare module 'migrate-mongo' {
  /** The part of the client's database that tests look through. */
  export interface ToolDatabase {
    collection(name: string): {
      find(filter?: object): { toArray(): Promise<Record<string, unknown>[]> }
      insertOne(document: object): Promise<unknown>
      updateMany(filter: object, update: object): Promise<unknown>
      deleteMany(filter: object): Promise<unknown>
    }
  }
  interface ToolClient {
    close(): Promise<void>
  }
  export const config: { set(settings: object): void }
  export const database: { connect(): Promise<{ db: ToolDatabase; client: ToolClient }> }
  export function up(db: ToolDatabase, client: ToolClient): Promise<string[]>
  export function down(db: ToolDatabase, client: ToolClient): Promise<string[]>
  export function status(db: ToolDatabase): Promise<{ fileName: string; appliedAt: string }[]>
}
