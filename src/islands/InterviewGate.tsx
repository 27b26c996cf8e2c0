import { useState } from 'preact/hooks'
import type { InterviewWords } from './interview-words.ts'

type Props = {
  words: InterviewWords
  /** What was typed before the script was there. */
  typed: string
  wrong: string
  busy: boolean
  onOpen: (code: string) => void
}

/** Where the interviewer's code is typed; afterwards the phone keeps it until they leave. */
export const InterviewGate = ({ words, typed, wrong, busy, onOpen }: Props) => {
  const [code, setCode] = useState(typed)
  const open = (event: Event) => {
    event.preventDefault()
    if (!busy) onOpen(code)
  }
  return (
    <form onSubmit={open} noValidate>
      <div class={wrong ? 'field bad' : 'field'}>
        <label for="code">{words['code']}</label>
        <p class="hint" id="code-hint">
          {words['code_hint']}
        </p>
        {wrong && (
          <p class="error" id="code-error" role="alert">
            {wrong}
          </p>
        )}
        <input
          id="code"
          class="short"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={100}
          aria-describedby={wrong ? 'code-hint code-error' : 'code-hint'}
          aria-invalid={wrong ? 'true' : undefined}
        />
      </div>
      <button aria-disabled={busy}>{busy ? words['opening'] : words['open']}</button>
    </form>
  )
}
