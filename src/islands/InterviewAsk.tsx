import { useEffect, useRef, useState } from 'preact/hooks'
import type { Answers } from '../../functions/domain/survey/form.ts'
import type { Draft, Session } from './interview-store.ts'
import type { InterviewWords } from './interview-words.ts'
import { runInterview } from './run-interview.ts'

type Props = {
  session: Session
  draft: Draft
  words: InterviewWords
  onFinish: (answers: Answers) => void
  onPause: () => void
  onBreakOff: () => void
}

/** One respondent's questions; what was answered leaves the page with it. */
export const InterviewAsk = ({ session, draft, words, onFinish, onPause, onBreakOff }: Props) => {
  const holder = useRef<HTMLDivElement>(null)
  const [isLast, setLast] = useState(false)
  useEffect(() => {
    const running = runInterview(holder.current!, session, draft, { finish: onFinish, last: setLast })
    return running.stop
  }, [])
  return (
    <section class={isLast ? 'asking last' : 'asking'} aria-label={draft.who}>
      <p class="meta who">{draft.who}</p>
      <div ref={holder} />
      {!isLast && (
        <details class="break-off">
          <summary>{words['break_off']}</summary>
          <p>{words['break_off_say']}</p>
          <p class="actions">
            <button type="button" class="quiet" onClick={onPause}>
              {words['pause']}
            </button>
            <button type="button" class="danger" onClick={onBreakOff}>
              {words['break_off_now']}
            </button>
          </p>
        </details>
      )}
    </section>
  )
}
