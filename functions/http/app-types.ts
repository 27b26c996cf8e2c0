import type { Staff } from '../domain/staff.ts'

/** One bound or unbound statement, as D1 has it. */
export type Statement = {
  bind(...values: unknown[]): Statement
  first<T = Record<string, unknown>>(): Promise<T | null>
  all<T = Record<string, unknown>>(): Promise<Result<T>>
  run<T = Record<string, unknown>>(): Promise<Result<T>>
}
export type Result<T> = {
  results: T[]
  success: boolean
  meta: { changes: number; rows_read?: number; rows_written?: number }
}

/** The part of D1's interface that the portal uses. `batch` is the transaction: all statements or none. */
export type Database = {
  prepare(sql: string): Statement
  batch<T = Record<string, unknown>>(statements: Statement[]): Promise<Result<T>[]>
}

/** The part of R2's interface that the portal uses. */
export type Shelf = {
  put(
    key: string,
    value: Uint8Array | ArrayBuffer,
    options?: { httpMetadata?: { contentType?: string } },
  ): Promise<unknown>
  get(key: string): Promise<ShelvedObject | null>
  head(key: string): Promise<{ key: string; size: number; uploaded: Date } | null>
  delete(keys: string | string[]): Promise<void>
  list(options?: { prefix?: string; cursor?: string; limit?: number }): Promise<{
    objects: { key: string; size: number; uploaded: Date }[]
    truncated: boolean
    cursor?: string
  }>
}
export type ShelvedObject = {
  key: string
  size: number
  body: ReadableStream
  arrayBuffer(): Promise<ArrayBuffer>
  httpMetadata?: { contentType?: string }
}

/** What a host hands to the app. Both hosts supply the same. */
export type Env = {
  DB: Database
  PHOTOS: Shelf
  /** 32 random bytes in base64url; every other secret is derived from it (staff/keys.ts). Never in the database. */
  PORTAL_SECRET: string
  /** Later keys that seal contacts and code secrets, `k1:… k2:…`, the highest in use; absent: PORTAL_SECRET seals. */
  SEALING_KEYS?: string
  /** '1' in demo mode: demo accounts exist and a ribbon says so on every page. */
  DEMO?: string
  /** 'off' switches rate limits off; the node host obeys it on a loopback address only. */
  LIMITS?: string
  /** The portal's own address (https://…) for links that leave it; absent: the address the request came to. */
  PORTAL_URL?: string
  /** First channel of the outbox: where to POST, and the key its signature is made with. */
  WEBHOOK_URL?: string
  WEBHOOK_SECRET?: string
}

/** The header in which a host says who calls; both hosts remove what the visitor sent under this name. */
export const CLIENT_ADDRESS = 'x-portal-client-address'

export type App = { Bindings: Env; Variables: { requestId: string; staff: Staff } }
