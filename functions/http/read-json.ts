import type { Context } from 'hono'
import type * as v from 'valibot'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { parse } from '../domain/parse.ts'
import { MALFORMED } from '../domain/text.ts'
import type { App } from './app-types.ts'
import { hasPlainShape } from './json-shape.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })
const malformed = refused(MALFORMED)

const objectIn = (bytes: ArrayBuffer): Outcome<object> => {
  try {
    const text = decoder.decode(bytes)
    if (!hasPlainShape(text)) return malformed
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? done(value) : malformed
  } catch {
    return malformed
  }
}

/**
 * Reads a JSON body and parses it once. `request.malformed` for another content type, bytes that are not UTF-8, what is
 * not JSON, not an object, nested beyond 20 levels or names a key twice; then the schema's own codes.
 */
export const readJson = async <S extends v.GenericSchema>(
  c: Context<App>,
  schema: S,
): Promise<Outcome<v.InferOutput<S>>> => {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) return malformed
  const body = objectIn(await c.req.arrayBuffer())
  return body.ok ? parse(schema, body.value) : body
}
