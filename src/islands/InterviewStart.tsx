import { useState } from 'preact/hooks'
import { INTERVIEW_MODES, type InterviewMode } from '../../functions/domain/interview-input.ts'
import { cellName, type QuotaProgress } from '../../functions/domain/survey/quota.ts'
import { fill } from './check-in-words.ts'
import { partsOf, wantedIn, wantedOf, type Chosen, type Part } from './interview-cells.ts'
import type { Draft, Session } from './interview-store.ts'
import type { InterviewWords } from './interview-words.ts'

type Props = {
  session: Session
  quotas: QuotaProgress[]
  words: InterviewWords
  /** What stays chosen from one respondent to the next: how, and where. */
  before: { mode: InterviewMode | null; place: string | null }
  onStart: (draft: Draft) => void
}

/** Whom to ask next: how, where, which age and sex, with how many are still wanted. Nobody can be asked whose quota is full. */
export const InterviewStart = ({ session, quotas, words, before, onStart }: Props) => {
  const { opened, locale } = session
  const { survey } = opened
  const parts = partsOf(opened, locale)
  const keepsPlace = parts.some(({ part, question }) => part === 'community' && question === null)
  const [mode, setMode] = useState<InterviewMode | null>(survey.modes.length === 1 ? survey.modes[0]! : before.mode)
  const [chosen, setChosen] = useState<Chosen>(keepsPlace && before.place ? { community: before.place } : {})
  const [lacking, setLacking] = useState('')

  const cellWith = (more: Chosen) => cellName({ community: '', age: '', sex: '', ...chosen, ...more })
  const isWhole = (cell: Chosen) => parts.every(({ part }) => cell[part])
  const wanted = isWhole(chosen) ? wantedOf(quotas, cellWith({})) : null
  const isFull = wanted === 0

  const labelOf = (part: Part): string => {
    const options = parts.find((one) => one.part === part)?.options ?? []
    return options.find(({ value }) => value === chosen[part])?.text ?? ''
  }
  const start = (event: Event) => {
    event.preventDefault()
    const missing = [
      ...(mode === null ? [words['part_mode']!] : []),
      ...parts.filter(({ part }) => !chosen[part]).map(({ part }) => words[`part_${part}`]!),
    ]
    if (missing.length > 0 || mode === null)
      return setLacking(fill(words['choose_first']!, { what: missing.join(words['and']!) }))
    if (isFull) return
    const given = parts.flatMap(({ part, question }) => (question ? [[question, chosen[part]!, labelOf(part)]] : []))
    const draft: Draft = {
      key: crypto.randomUUID(),
      ...{ survey: survey.slug, edition: opened.edition, editionVersion: opened.editionVersion, mode },
      community: opened.communities.some(({ id }) => id === chosen.community) ? chosen.community! : null,
      given: Object.fromEntries(given.map(([question, value]) => [question!, value!])),
      labels: Object.fromEntries(given.map(([question, , label]) => [question!, label!])),
      cell: cellWith({}),
      who: [words[`mode_${mode}`], ...parts.map(({ part }) => labelOf(part))].filter(Boolean).join(' · '),
      startedAt: Date.now(),
    }
    onStart(draft)
  }

  return (
    <form class="whom" onSubmit={start} noValidate>
      {survey.modes.length > 1 && (
        <fieldset class="rows picks">
          <legend>{words['part_mode']}</legend>
          {INTERVIEW_MODES.filter((one) => survey.modes.includes(one)).map((one) => (
            <label key={one}>
              <input type="radio" name="mode" checked={mode === one} onChange={() => setMode(one)} />
              <span>{words[`mode_${one}`]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {parts.map(({ part, options }) =>
        part === 'community' ? (
          <div class="field" key={part}>
            <label for="whom-community">{words['part_community']}</label>
            <select
              id="whom-community"
              value={chosen.community ?? ''}
              onChange={(event) => setChosen({ ...chosen, community: event.currentTarget.value })}
            >
              <option value="">{words['choose']}</option>
              {options.map(({ value, text }) => {
                const left = wantedIn(quotas, value)
                return (
                  <option key={value} value={value}>
                    {left === null ? text : fill(words[left === 0 ? 'option_full' : 'option_left']!, { text, n: left })}
                  </option>
                )
              })}
            </select>
          </div>
        ) : (
          <fieldset class="rows picks" key={part}>
            <legend>{words[`part_${part}`]}</legend>
            {options.map(({ value, text }) => {
              const left = isWhole({ ...chosen, [part]: value }) ? wantedOf(quotas, cellWith({ [part]: value })) : null
              return (
                <label key={value} class={left === 0 ? 'full' : ''}>
                  <input
                    type="radio"
                    name={part}
                    disabled={left === 0 && chosen[part] !== value}
                    checked={chosen[part] === value}
                    onChange={() => setChosen({ ...chosen, [part]: value })}
                  />
                  <span>
                    {text}
                    {left !== null && <small>{left === 0 ? words['full'] : fill(words['left']!, { n: left })}</small>}
                  </span>
                </label>
              )
            })}
          </fieldset>
        ),
      )}
      <p class={isFull ? 'notice warn' : 'wanted'} role="status">
        {isFull ? words['cell_full'] : wanted === null ? '' : fill(words['cell_left']!, { n: wanted })}
      </p>
      {lacking && (
        <p class="error" role="alert">
          {lacking}
        </p>
      )}
      <p class="hint">{words['read_out']}</p>
      <button disabled={isFull}>{words['start']}</button>
    </form>
  )
}
