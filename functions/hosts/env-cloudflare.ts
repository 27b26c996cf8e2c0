import { env as bindings } from 'cloudflare:workers'
import type { Env } from '../http/app-types.ts'

/** What the Workers runtime hands to the app; `cloudflare:workers` is imported here and nowhere else. */
export const env = bindings as unknown as Env
