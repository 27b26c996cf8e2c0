import { fill } from './check-in-words.ts'
import type { Waiting } from './interview-store.ts'
import type { InterviewWords } from './interview-words.ts'
import type { Reached } from './sync-interviews.ts'

type Props = {
  waiting: Waiting[]
  done: number
  declined: number
  reached: Reached | null
  syncing: boolean
  words: InterviewWords
  onSync: () => void
  onDeclined: (one: 1 | -1) => void
}

/** The day so far: how many were asked, who did not want to, what waits to be sent, and whether the portal is reached. */
export const InterviewState = ({ waiting, done, declined, reached, syncing, words, onSync, onDeclined }: Props) => {
  const unsent = waiting.filter(({ issues }) => issues === undefined).length
  return (
    <section class="day" data-waiting={unsent} data-reached={reached ? (reached.online ? 'online' : 'offline') : ''}>
      <dl class="counts">
        <div>
          <dt>{words['done_today']}</dt>
          <dd data-done>{done}</dd>
        </div>
        <div>
          <dt>{words['unsent']}</dt>
          <dd>{unsent}</dd>
        </div>
        <div>
          <dt>{words['declined']}</dt>
          <dd>{declined}</dd>
        </div>
      </dl>
      <p class="connection" role="status">
        {syncing
          ? words['syncing']
          : reached === null
            ? ''
            : !reached.online
              ? fill(words[unsent > 0 ? 'offline_waiting' : 'offline']!, { n: unsent })
              : reached.code
                ? (words[`issue_${reached.code}`] ?? words['refused_all'])
                : words[unsent > 0 ? 'still_waiting' : waiting.length > 0 ? 'others_sent' : 'all_sent']}
      </p>
      <p class="actions">
        <button type="button" class="quiet" onClick={onSync} aria-disabled={syncing}>
          {words['sync']}
        </button>
        <button type="button" class="quiet" onClick={() => onDeclined(1)}>
          {words['declined_one']}
        </button>
        {declined > 0 && (
          <button type="button" class="plain" onClick={() => onDeclined(-1)}>
            {words['declined_undo']}
          </button>
        )}
      </p>
    </section>
  )
}
