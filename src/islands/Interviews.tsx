import { useEffect, useRef, useState } from 'preact/hooks'
import type { InterviewMode } from '../../functions/domain/interview-input.ts'
import type { Issue } from '../../functions/domain/outcome.ts'
import { shanghaiDay } from '../../functions/domain/shanghai-day.ts'
import type { Answers } from '../../functions/domain/survey/form.ts'
import { sentencesFrom } from '../scripts/survey/sentences.ts'
import { fill } from './check-in-words.ts'
import { withWaiting } from './interview-cells.ts'
import * as store from './interview-store.ts'
import type { Draft, Session, Waiting } from './interview-store.ts'
import type { InterviewWords } from './interview-words.ts'
import { InterviewAsk } from './InterviewAsk.tsx'
import { InterviewGate } from './InterviewGate.tsx'
import { HalfDone, RefusedOnes } from './InterviewKept.tsx'
import { InterviewStart } from './InterviewStart.tsx'
import { InterviewState } from './InterviewState.tsx'
import { dropInterviews, keepInterviews } from './keep-interviews.ts'
import { forgetHalfway } from './run-interview.ts'
import { openSurvey, syncInterviews, type Reached } from './sync-interviews.ts'

type Props = { words: InterviewWords; locale: string; page: string; typed: string }
const TRY_AGAIN = 30_000

/**
 * An interviewer's phone: whom to ask, one respondent's questions after another's, and what waits to be sent. Everything
 * is kept on this phone first; it leaves it when the portal has answered for it.
 */
export const Interviews = ({ words, locale, page, typed }: Props) => {
  const [session, setSession] = useState<Session | null | 'unread'>('unread')
  const [waiting, setWaiting] = useState<Waiting[]>([])
  const [drafts, setDrafts] = useState<Draft[]>([])
  const [day, setDay] = useState({ done: 0, declined: 0 })
  const [asking, setAsking] = useState<Draft | null>(null)
  const [reached, setReached] = useState<Reached | null>(null)
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const [said, setSaid] = useState('')
  const [before, setBefore] = useState<{ mode: InterviewMode | null; place: string | null }>({
    mode: null,
    place: null,
  })
  const syncing = useRef<Promise<void> | null>(null)
  const isAsking = useRef(false)
  isAsking.current = asking !== null

  const today = (of: Session | null) => shanghaiDay(Date.now() + (of?.ahead ?? 0))
  const reread = async () => {
    const kept = await store.keptSession()
    const declined = await store.keptDeclined()
    setSession(kept)
    setWaiting(await store.keptWaiting())
    setDrafts(await store.keptDrafts())
    setDay({ done: await store.doneOn(today(kept)), declined: declined.days[today(kept)] ?? 0 })
  }
  /** Sends what waits and brings the quotas up to date: one at a time, and once more for what came meanwhile. */
  const sync = async () => {
    while (syncing.current) await syncing.current
    const run = async () => {
      setBusy(true)
      const kept = await store.keptSession()
      const sent = await syncInterviews()
      const seen = kept && sent.online && !sent.code ? await openSurvey(kept.code, locale) : sent
      setReached(seen)
      await reread()
      setBusy(false)
    }
    syncing.current = run().finally(() => (syncing.current = null))
    await syncing.current
  }
  const open = async (code: string) => {
    setBusy(true)
    setWrong('')
    const other = waiting.find(({ issues }) => issues === undefined)
    const answer = await openSurvey(code, locale)
    setBusy(false)
    if (!answer.online) return setWrong(words['not_reached']!)
    if (answer.code) return setWrong(words[`issue_${answer.code}`] ?? words['refused_all']!)
    await reread()
    if (other) await sync()
    await keepInterviews(page).catch(() => undefined)
  }

  useEffect(() => {
    const start = async () => {
      await reread()
      if (typed && !(await store.keptSession())) return open(typed)
      if (!(await store.keptSession())) return
      await sync()
      if (navigator.onLine) await keepInterviews(page).catch(() => undefined)
    }
    void start()
    const online = () => void sync()
    const offline = () => setReached({ online: false, code: null })
    // Whatever lies behind in the browser's history: nobody's answers are shown again.
    const back = ({ state }: PopStateEvent) => {
      if (isAsking.current && (state as { who?: boolean } | null)?.who) void pause()
    }
    addEventListener('online', online)
    addEventListener('offline', offline)
    addEventListener('popstate', back)
    const clock = setInterval(async () => {
      if ((await store.keptWaiting()).some(({ issues }) => issues === undefined)) await sync()
    }, TRY_AGAIN)
    return () => {
      removeEventListener('online', online)
      removeEventListener('offline', offline)
      removeEventListener('popstate', back)
      clearInterval(clock)
    }
  }, [])
  useEffect(() => {
    document.body.classList.toggle('interviewing', asking !== null)
    document.body.classList.toggle('opened', session !== null && session !== 'unread')
    if (asking === null) scrollTo(0, 0)
  }, [asking, session === null || session === 'unread'])

  const pause = async () => {
    setAsking(null)
    await reread()
  }
  const begin = async (draft: Draft) => {
    setSaid('')
    await store.keepDraft(draft)
    setBefore({ mode: draft.mode, place: draft.community })
    setAsking(draft)
  }
  const drop = async (draft: Draft) => {
    forgetHalfway(draft.key)
    await store.dropDraft(draft.key)
    setAsking(null)
    await reread()
  }
  const decline = async (one: 1 | -1) => {
    await store.countDeclined(today(await store.keptSession()), one)
    await reread()
  }
  const finish = async (draft: Draft, answers: Answers) => {
    const now = Date.now()
    const seconds = Math.min(Math.max(Math.round((now - draft.startedAt) / 1000), 0), 86_400)
    await store.finishDraft({ ...draft, answers, seconds, takenAt: now }, today(await store.keptSession()))
    forgetHalfway(draft.key)
    setAsking(null)
    setSaid(words['saved']!)
    await reread()
    void sync()
  }
  const leave = async () => {
    await store.forgetInterviews()
    await dropInterviews(page).catch(() => undefined)
    location.replace(page)
  }

  if (session === 'unread') return <p>{words['loading']}</p>
  if (session === null)
    return <InterviewGate words={words} typed={typed} wrong={wrong} busy={busy} onOpen={(code) => void open(code)} />
  const { opened } = session
  const { survey } = opened
  if (asking)
    return (
      <InterviewAsk
        key={asking.key}
        {...{ session, words }}
        draft={asking}
        onFinish={(answers) => void finish(asking, answers)}
        onPause={() => void pause()}
        onBreakOff={() => void drop(asking).then(() => decline(1))}
      />
    )

  const now = Date.now() + session.ahead
  const shut = [
    survey.opensAt !== null && now < survey.opensAt && 'not_open_yet',
    ((survey.closesAt !== null && now >= survey.closesAt) || reached?.code === 'survey.not_open') && 'closed',
  ].find((one) => one !== false)
  const mine = sentencesFrom(session.own)
  const sentence = (issue: Issue) => words[`issue_${issue.code}`] ?? mine(issue)
  const left = waiting.length + drafts.length
  return (
    <div class="interviews" data-quotas={opened.quotas.length}>
      <p class="meta">
        {fill(words['for']!, { name: opened.interviewer.name })}{' '}
        <b>{(locale === 'en' && survey.titleEn) || survey.title}</b>
      </p>
      {said && (
        <p class="notice" role="status">
          {said}
        </p>
      )}
      <InterviewState
        {...{ waiting, reached, words }}
        {...day}
        syncing={busy}
        onSync={() => void sync()}
        onDeclined={(one) => void decline(one)}
      />
      {reached?.code === 'interviewer.unknown_code' && (
        <InterviewGate words={words} typed="" wrong={wrong} busy={busy} onOpen={(code) => void open(code)} />
      )}
      <RefusedOnes
        {...{ waiting, words, sentence }}
        onAgain={({ issues: _, ...one }) => void store.keepWaiting(one).then(sync)}
        onDrop={(one) => void store.dropWaiting(one.key).then(reread)}
      />
      <HalfDone {...{ drafts, words }} onResume={(draft) => setAsking(draft)} onDrop={(draft) => void drop(draft)} />
      <h2>{words['next_one']}</h2>
      {shut ? (
        <p class="notice">{words[shut]}</p>
      ) : (
        <InterviewStart
          key={`${day.done}-${drafts.length}`}
          {...{ session, words, before }}
          quotas={withWaiting(opened.quotas, waiting)}
          onStart={(draft) => void begin(draft)}
        />
      )}
      <details class="leave">
        <summary>{words['leave']}</summary>
        <p>{left > 0 ? fill(words['leave_waiting']!, { n: left }) : words['leave_say']}</p>
        <button type="button" class="danger" onClick={() => void leave()}>
          {words[left > 0 ? 'leave_all_the_same' : 'leave_now']}
        </button>
      </details>
    </div>
  )
}
