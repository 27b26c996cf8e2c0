import type { RosterPerson } from '../../functions/attendance/read-roster.ts'
import type { MarkKind, Standing } from '../../functions/domain/attendance.ts'
import { fill, type CheckInWords } from './check-in-words.ts'

type Props = {
  person: RosterPerson
  standing: Standing
  at: number | null
  /** A mark of theirs is still on this phone only. */
  waiting: boolean
  wanted: boolean
  words: CheckInWords
  onMark: (kind: MarkKind) => void
}

const clock = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(11, 16)

/** One person of the roster: who, how they stand, and the buttons that make sense now. */
export const PersonRow = ({ person, standing, at, waiting, wanted, words, onMark }: Props) => {
  const here = standing === 'in' || standing === 'out'
  const chip = `chip ${here ? 'done' : standing === 'no_show' ? 'late' : 'wait'}`
  const name = person.name || words.erased
  return (
    <li id={`p-${person.signUp}`} class={`person ${standing} ${wanted ? 'wanted' : ''}`} data-standing={standing}>
      <p class="who">
        <b>{name}</b>
        {person.phone && <small>{fill(words.phone, { digits: person.phone })}</small>}
        <span class={chip}>{words[`standing_${standing}`]}</span>
        {person.state === 'waiting' && <span class="chip wait">{words.waiting_list}</span>}
        {at !== null && here && <small>{fill(standing === 'out' ? words.left : words.came, { at: clock(at) })}</small>}
        {waiting && <small class="on-phone">{words.seen}</small>}
      </p>
      <p class="marks">
        <button type="button" class={standing === 'none' ? '' : 'quiet'} onClick={() => onMark('in')}>
          {words.in}
          <span class="sr"> {name}</span>
        </button>
        <button type="button" class={standing === 'in' ? '' : 'quiet'} onClick={() => onMark('out')}>
          {words.out}
          <span class="sr"> {name}</span>
        </button>
        {standing === 'none' ? (
          <button type="button" class="danger" onClick={() => onMark('no_show')}>
            {words.no_show}
            <span class="sr"> {name}</span>
          </button>
        ) : (
          <button type="button" class="plain" onClick={() => onMark('undo')}>
            {words.undo}
            <span class="sr"> {name}</span>
          </button>
        )}
      </p>
    </li>
  )
}
