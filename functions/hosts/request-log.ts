/** Words stay, whatever could be a number, a code or a name of someone's own becomes `:x`. */
const WORD = /^[a-z]{1,20}[0-9]?(-[a-z]{1,20}){0,5}(\.(xml|json|txt|ico))?$/

/** A path as it may be kept: no query, no number, no token; a path we do not have keeps nothing but its first word. */
export const loggedPath = (url: string, status: number): string => {
  const segments = (url.split('?', 1)[0] ?? '').split('/').map((one) => (one === '' || WORD.test(one) ? one : ':x'))
  if (status !== 404 && status !== 400) return segments.join('/')
  return segments[1] === 'api' || segments[1] === 'desk' ? `/${segments[1]}/:unknown` : '/:unknown'
}

let waiting = ''
const write = () => {
  process.stdout.write(waiting)
  waiting = ''
}

/** One JSON line for each answer the app gave: never an address, a browser, a header or a word that someone wrote. */
export const logRequest = (entry: { method: string; url: string; status: number; ms: number; request: string }) => {
  const { method, url, status, ms, request } = entry
  // Lines of one turn of the loop go out together: a write of its own for each was a tenth of a small answer's CPU.
  if (!waiting) setImmediate(write)
  waiting += `${JSON.stringify({ at: 'request', method, path: loggedPath(url, status), status, ms: Math.round(ms), request })}\n`
}
