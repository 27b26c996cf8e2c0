import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip'

/** The first of the offered encodings that an Accept-Encoding header takes; `q=0` is a refusal. */
export const accepts = (header: string | string[] | undefined, ...offered: (Encoding | null)[]): Encoding | null => {
  const taken = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name)
  return offered.find((one) => one && taken.includes(one)) ?? null
}

/** Compressing less than this saves no packet. */
const WORTH_IT = 1024
const TEXTUAL =
  /^(text\/(?!event-stream)|application\/(json|xml|manifest\+json|feed\+json|rss\+xml|atom\+xml)|image\/svg)/

export const isTextual = (type: string | null): boolean => TEXTUAL.test(type ?? '')

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/**
 * Compresses a text that was made for this answer. Brotli 9 is up to a fifteenth smaller than 5 and costs a page under a
 * millisecond, but only with a window of 64 KB: with the usual one it first clears tables for 80 ms. 10 and 11 cost 10 to
 * 30 ms.
 */
export const compress = async (body: Buffer, encoding: Encoding | null): Promise<[Buffer, Encoding | null]> => {
  if (!encoding || body.length < WORTH_IT) return [body, null]
  const small =
    encoding === 'br'
      ? await brotli(body, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: 9,
            [constants.BROTLI_PARAM_LGWIN]: 16,
            [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
          },
        })
      : await gzipped(body, { level: 5 })
  return [small, encoding]
}

/** Compressed texts that will be asked for again, by their ETag and encoding; the oldest leaves first. */
const kept = new Map<string, Buffer>()
const KEPT = 400

/** As `compress`, but a text with an ETag is compressed once for everybody who asks for it. */
export const compressOnce = async (
  body: Buffer,
  encoding: Encoding | null,
  etag: string | null,
): Promise<[Buffer, Encoding | null]> => {
  if (!etag || !encoding) return compress(body, encoding)
  const key = `${encoding} ${etag}`
  const found = kept.get(key)
  if (found) return [found, encoding]
  const [small, used] = await compress(body, encoding)
  const oldest = kept.keys().next().value
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest)
  if (used) kept.set(key, small)
  return [small, used]
}
