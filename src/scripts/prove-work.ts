type Challenge = {
  parameters: { nonce: string; salt: string; cost: number; keyLength?: number; keyPrefix: string }
  signature?: string
}

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * Solves an altcha v2 challenge (PBKDF2/SHA-256): the counter whose key, derived from nonce and counter, starts with
 * the asked prefix; null when the time is up. WebCrypto derives off the main thread, so nothing stalls.
 */
export const solve = async (challenge: Challenge, milliseconds: number): Promise<string | null> => {
  const { nonce, salt, cost, keyLength = 32, keyPrefix } = challenge.parameters
  const started = performance.now()
  const start = bytesOf(nonce)
  const password = new Uint8Array(start.length + 4)
  password.set(start)
  const counted = new DataView(password.buffer)
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: cost }
  for (let counter = 0; performance.now() - started < milliseconds; counter++) {
    counted.setUint32(start.length, counter)
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const derivedKey = hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, keyLength * 8)))
    if (!derivedKey.startsWith(keyPrefix)) continue
    const time = Math.round(performance.now() - started)
    return JSON.stringify({ challenge, solution: { counter, derivedKey, time } })
  }
  return null
}

let started = false

/** Begins once, in the background; whatever fails, the form goes without it and a person reads it all the same. */
export const startWork = (field: HTMLInputElement): void => {
  if (started || field.value) return
  started = true
  void fetch('/api/challenges', { method: 'POST' })
    .then((answer) => answer.json() as Promise<{ challenge: Challenge }>)
    .then(({ challenge }) => solve(challenge, 60_000))
    .then((solution) => (field.value = solution ?? ''))
    .catch(() => {})
}
