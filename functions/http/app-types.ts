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
  /** '1' lets the outbox reach servers of an inner network (the office's own mail server). */
  OUTBOX_PRIVATE?: string
  /** How this host speaks to a mail server; absent where no host can (Workers). */
  SMTP?: SendMail
  /** Cloudflare's own mail, where `send_email` is bound. */
  EMAIL?: { send(mail: Mail & { from: string }): Promise<unknown> }
}

/** One mail: plain text, one recipient. */
export type Mail = { to: string; subject: string; text: string }
export type MailServer = {
  host: string
  port: number
  tls: 'tls' | 'starttls' | 'none'
  user: string
  password: string
  from: string
  /** Which of its own names' addresses may be spoken to: those of an inner network or this machine only if so. */
  reach: { loopback: boolean; private: boolean }
}
/** Answers null when the server took the mail, else a word: `timeout`, `unreachable`, `smtp.auth`, `smtp.tls`,
 * `smtp.address`, `smtp.private`, `smtp.refused`. `id` is the same however often the same mail is sent. */
export type SendMail = (server: MailServer, mail: Mail, id: string) => Promise<string | null>

/** The header in which a host says who calls; both hosts remove what the visitor sent under this name. */
export const CLIENT_ADDRESS = 'x-portal-client-address'

/** The session a member of staff asks with; `provedAt` is when they last showed a second factor in it. */
export type Session = {
  id: string
  method: 'password' | 'recovery' | 'passkey'
  provedAt: number
  passwordDue: boolean
}

export type App = { Bindings: Env; Variables: { requestId: string; staff: Staff; session: Session } }
