import type { Issue } from '../../functions/domain/outcome.ts'
import { fill } from './check-in-words.ts'
import type { Draft, Waiting } from './interview-store.ts'
import type { InterviewWords } from './interview-words.ts'

const clock = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(11, 16)

type Drafts = {
  drafts: Draft[]
  words: InterviewWords
  onResume: (draft: Draft) => void
  onDrop: (draft: Draft) => void
}

/** Interviews that were broken off: by a call, an empty battery, or on purpose. */
export const HalfDone = ({ drafts, words, onResume, onDrop }: Drafts) => (
  <>
    {drafts.map((draft) => (
      <section class="panel half-done" key={draft.key}>
        <h2>{words['half_done']}</h2>
        <p>{fill(words['half_done_who']!, { who: draft.who, at: clock(draft.startedAt) })}</p>
        <p class="actions">
          <button type="button" onClick={() => onResume(draft)}>
            {words['resume']}
          </button>
          <button type="button" class="quiet" onClick={() => onDrop(draft)}>
            {words['drop']}
          </button>
        </p>
      </section>
    ))}
  </>
)

type Refused = {
  waiting: Waiting[]
  words: InterviewWords
  sentence: (issue: Issue) => string
  onAgain: (one: Waiting) => void
  onDrop: (one: Waiting) => void
}

/** Interviews that the portal did not take: each with its reason, kept until somebody decides. */
export const RefusedOnes = ({ waiting, words, sentence, onAgain, onDrop }: Refused) => {
  const refused = waiting.filter(({ issues }) => issues !== undefined)
  if (refused.length === 0) return null
  return (
    <section class="refused">
      <h2>{fill(words['refused']!, { n: refused.length })}</h2>
      <p class="hint">{words['refused_say']}</p>
      <ul class="plain-list">
        {refused.map((one) => (
          <li key={one.key} class="panel">
            <p>
              <b>{fill(words['half_done_who']!, { who: one.who, at: clock(one.takenAt) })}</b>
            </p>
            {(one.issues ?? []).map((issue) => (
              <p class="error">{sentence(issue)}</p>
            ))}
            <p class="actions">
              <button type="button" class="quiet" onClick={() => onAgain(one)}>
                {words['again']}
              </button>
            </p>
            <details>
              <summary>{words['delete']}</summary>
              <p>{words['delete_say']}</p>
              <button type="button" class="danger" onClick={() => onDrop(one)}>
                {words['delete']}
              </button>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
