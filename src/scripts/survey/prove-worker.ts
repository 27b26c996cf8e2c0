import { solve } from '../prove-work.ts'

/** Does the work that keeps programs out beside the page; it is fetched when the first question is seen, not before. */
void fetch('/api/challenges', { method: 'POST' })
  .then((answer) => answer.json() as Promise<{ challenge: Parameters<typeof solve>[0] }>)
  .then(({ challenge }) => solve(challenge, 60_000))
  .then((solution) => postMessage(solution || ''))
  .catch(() => {})
