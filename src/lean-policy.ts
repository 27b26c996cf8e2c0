/** Every beginning counts, each to the next end: one that stands in somebody's words must not hide the page's own behind it. */
const INLINE = /<(style|script)\b[^<>]*>(?=([\s\S]*?)<\/\1>)/g
const HASH = /^'sha256-/

/** The hashes of styles and scripts that pages brought before: there are as many as the build has. */
const hashes = new Map<string, string>()

const hashOf = async (text: string): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`
}

/**
 * A page's policy with the hashes of its own styles and scripts only. Astro lists those of every page, more than a
 * kilobyte that nothing can compress. No hash is ever added: what the build does not know is refused as before.
 */
export const leanPolicy = async (policy: string, page: string): Promise<string> => {
  const own = new Set<string>()
  for (const [, , text = ''] of page.matchAll(INLINE)) {
    const hash = hashes.get(text) ?? (await hashOf(text))
    if (policy.includes(hash)) hashes.set(text, hash)
    own.add(hash)
  }
  return policy
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .map((parts) => parts.filter((part) => !HASH.test(part) || own.has(part)).join(' '))
    .filter(Boolean)
    .join(';')
}
