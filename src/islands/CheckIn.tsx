import { useEffect, useRef, useState } from 'preact/hooks'
import type { Roster, RosterPerson } from '../../functions/attendance/read-roster.ts'
import { readCheckCode, standingOf, type MarkKind } from '../../functions/domain/attendance.ts'
import { paths } from '../../functions/paths.ts'
import { dropMark, forgetAll, forgetOld, keepMark, keptMarks, keptRoster, type KeptMark } from './check-in-store.ts'
import { fill, type CheckInWords } from './check-in-words.ts'
import { CodeEntry } from './CodeEntry.tsx'
import { keepPage } from './keep-page.ts'
import { PersonRow } from './PersonRow.tsx'
import { prepareReader } from './read-qr.ts'
import { loadRoster, sendMarks, type Reached } from './send-marks.ts'

type Props = { shift: string; words: CheckInWords; wanted: string | null }
const TRY_AGAIN = 15_000

/**
 * Checks people in at the spot, with or without network: every mark is kept on this phone first, shown at once, and sent
 * when the portal can be reached. What the portal answers is the truth; what waits is shown on top of it.
 */
export const CheckIn = ({ shift, words, wanted }: Props) => {
  const [roster, setRoster] = useState<Roster | null>(null)
  const [marks, setMarks] = useState<KeptMark[]>([])
  const [reached, setReached] = useState<Reached | null>(null)
  const [said, setSaid] = useState('')
  const [filter, setFilter] = useState('')
  const sending = useRef<Promise<void> | null>(null)

  const readMarks = async () => setMarks(await keptMarks())
  /** One at a time, and once more for what was marked meanwhile. */
  const send = async () => {
    while (sending.current) await sending.current
    const run = async () => {
      const sent = await sendMarks(shift)
      setReached(sent.reached)
      if (sent.roster) setRoster(sent.roster)
      await readMarks()
    }
    sending.current = run().finally(() => (sending.current = null))
    await sending.current
  }
  const refresh = async () => {
    await send()
    const loaded = await loadRoster(shift)
    setReached(loaded.reached)
    if (loaded.roster) setRoster(loaded.roster)
  }

  useEffect(() => {
    const start = async () => {
      await forgetOld(Date.now())
      const kept = await keptRoster(shift)
      if (kept) setRoster(kept)
      await readMarks()
      await refresh()
      if (wanted) document.getElementById(`p-${wanted}`)?.scrollIntoView({ block: 'center' })
      if (navigator.onLine)
        await prepareReader()
          .then(keepPage, keepPage)
          .catch(() => undefined)
    }
    void start()
    const online = () => void refresh()
    const offline = () => setReached('offline')
    addEventListener('online', online)
    addEventListener('offline', offline)
    const clock = setInterval(async () => {
      if ((await keptMarks()).some(({ refused }) => refused === undefined)) await send()
    }, TRY_AGAIN)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      clearInterval(clock)
    }
  }, [])

  useEffect(() => {
    if (!roster) return
    const title = document.querySelector('[data-title]')
    if (title) title.textContent = roster.activity.title
  }, [roster])

  const mine = marks.filter((mark) => mark.shift === shift)
  const waiting = marks.filter(({ refused }) => refused === undefined)
  const refused = mine.filter((mark) => mark.refused !== undefined)
  const personOf = (code: string) =>
    roster?.people.find(({ checkCode }) => checkCode !== null && readCheckCode(checkCode) === code)
  const ofPerson = (person: RosterPerson) =>
    mine.filter(
      (mark) =>
        mark.refused === undefined &&
        (mark.signUp === person.signUp || (mark.checkCode && personOf(mark.checkCode)?.signUp === person.signUp)),
    )
  const standOf = (person: RosterPerson) => {
    const own = ofPerson(person)
    const all = [...person.marks, ...own]
    const standing = own.length === 0 ? person.standing : standingOf(all)
    const last = all.filter(({ kind }) => kind === standing).map(({ at }) => at)
    return { standing, at: last.length === 0 ? null : Math.max(...last), waiting: own.length > 0 }
  }

  useEffect(() => {
    // Signing out takes everything off this phone; not before what waits is sent, unless they insist.
    const out = document.querySelector<HTMLFormElement>(`form[action="${paths.deskSignOut()}"]`)
    const leave = (event: SubmitEvent) => {
      if (waiting.length > 0 && !confirm(fill(words.sign_out_waiting, { n: waiting.length }))) event.preventDefault()
      else void forgetAll()
    }
    out?.addEventListener('submit', leave)
    return () => out?.removeEventListener('submit', leave)
  }, [waiting.length])

  const mark = async (who: { signUp: string } | { checkCode: string }, kind: MarkKind, how: 'scan' | 'list') => {
    // Two marks of one press must not share a moment: an undo cancels what is not after it.
    const at = Math.max(Date.now(), ...mine.map((one) => one.at + 1))
    await keepMark({ id: crypto.randomUUID(), shift, ...who, kind, how, at })
    await readMarks()
    await send()
  }
  const onMark = (person: RosterPerson, kind: MarkKind, how: 'scan' | 'list' = 'list') => {
    const name = person.name || words.erased
    const { standing } = standOf(person)
    if (how === 'scan' && standing === kind) return setSaid(fill(words.already, { name }))
    setSaid(fill(words[`said_${kind}`], { name }))
    void mark({ signUp: person.signUp }, kind, how)
  }
  const onCode = (text: string, kind: 'in' | 'out') => {
    const code = readCheckCode(text)
    if (code.length < 4 || code.length > 20) return setSaid(words.not_a_code)
    const person = personOf(code)
    if (person) return onMark(person, kind, 'scan')
    setSaid(fill(words.said_unknown, { code }))
    void mark({ checkCode: code }, kind, 'scan')
  }

  const typed = filter.trim()
  const shown = (roster?.people ?? []).filter(
    ({ name, phone, volunteer }) =>
      !typed || name.includes(typed) || phone?.includes(typed) || volunteer.includes(typed),
  )
  const first = [...shown].sort((a, b) => Number(b.signUp === wanted) - Number(a.signUp === wanted))

  return (
    <div data-reached={reached ?? ''} data-waiting={waiting.length}>
      <p class={`connection ${reached ?? ''}`} role="status">
        <b>
          {reached === 'offline'
            ? words.offline
            : reached === 'signed_out'
              ? words.signed_out
              : reached
                ? words.online
                : words.loading}
        </b>{' '}
        {waiting.length > 0 ? fill(words.waiting, { n: waiting.length }) : reached ? words.all_sent : ''}
        {reached === 'signed_out' && (
          <>
            {' '}
            <a href={`${paths.deskSignIn()}?to=${encodeURIComponent(paths.deskCheckIn(shift))}`}>{words.sign_in}</a>
          </>
        )}
      </p>
      {refused.map((one) => (
        <p key={one.id} class="notice warn" role="alert">
          {fill(words.refused, {
            who: roster?.people.find(({ signUp }) => signUp === one.signUp)?.name || one.checkCode || '',
            what: words[one.kind],
          })}{' '}
          {words[`refused_${(one.refused ?? '').split('.')[1] ?? ''}`] ?? one.refused}{' '}
          <button type="button" class="plain" onClick={() => void dropMark(one.id).then(readMarks)}>
            ✕<span class="sr"> {words.undo}</span>
          </button>
        </p>
      ))}
      <CodeEntry words={words} onCode={onCode} />
      <p class="said" role="status" aria-live="assertive">
        {said}
      </p>
      {roster ? (
        <>
          <div class="field filter">
            <label for="filter">{words.filter}</label>
            <input
              id="filter"
              type="search"
              value={filter}
              onInput={(event) => setFilter(event.currentTarget.value)}
              autocomplete="off"
            />
          </div>
          <ul class="people">
            {first.map((person) => (
              <PersonRow
                key={person.signUp}
                person={person}
                {...standOf(person)}
                wanted={person.signUp === wanted}
                words={words}
                onMark={(kind) => onMark(person, kind)}
              />
            ))}
          </ul>
          {shown.length === 0 && <p class="empty">{words.nobody}</p>}
        </>
      ) : (
        reached && <p class="notice">{words.no_roster}</p>
      )}
    </div>
  )
}
