import { done, refused, type Outcome } from '../domain/outcome.ts'
import { may, type Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import { workingDaysBetween, workingDaysLate, type WorkCalendar } from '../domain/work-days.ts'
import type { Env } from '../http/app-types.ts'
import { NEWEST, readCursor, writeCursor } from '../http/cursor.ts'
import { readCalendar } from '../work-calendar/read-calendar.ts'
import { type AppealRow, findAppeal, listAnswered, listWaiting } from './appeal-desk-rows.ts'

const PAGE = 50
type Around = { staff: Staff; now: number; calendar: WorkCalendar }

/** An appeal as the desk sees it; who wrote it is sealed. */
const appealView = (row: AppealRow, { staff, now, calendar }: Around) => {
  const waits = row.state === 'waiting'
  const answers = waits && may(staff.role, 'appeal:answer')
  const published = (JSON.parse(row.publishers) as (string | null)[]).includes(staff.id)
  return {
    id: row.id,
    number: row.number,
    tipOff: row.tip_off_id && { id: row.tip_off_id, category: row.category, community: row.community },
    claim: row.claim,
    urgent: row.urgent === 1,
    text: row.text,
    hasContact: row.has_contact === 1,
    state: row.state,
    version: row.version,
    filedAt: row.filed_at,
    dueAt: row.due_at,
    /** Working days since it came, and by how many it is late. */
    workingDays: waits ? workingDaysBetween(row.filed_at, now, calendar) : null,
    workingDaysLate: waits ? workingDaysLate(row.due_at, now, calendar) : 0,
    stillPublic: row.published !== null,
    answer: row.answer,
    answeredBy: row.answerer,
    answeredAt: row.answered_at,
    may: { uphold: answers, keep: answers && !published },
  }
}
export type DeskAppeal = ReturnType<typeof appealView>

/** One appeal; `appeal.not_found`. */
export const readAppeal = async (env: Env, id: string, staff: Staff, now: number): Promise<Outcome<DeskAppeal>> => {
  const row = isUuid(id) ? await findAppeal(env.DB, id) : null
  if (!row) return refused('appeal.not_found')
  return done(appealView(row, { staff, now, calendar: await readCalendar(env) }))
}

/** Appeals that wait, the urgent first, then the oldest; and a page of those answered, the last first. */
export const listAppeals = async (env: Env, staff: Staff, before: string | undefined, now: number) => {
  const [waiting, answered, calendar] = await Promise.all([
    listWaiting(env.DB, PAGE * 2),
    listAnswered(env.DB, readCursor(before) ?? NEWEST, PAGE + 1),
    readCalendar(env),
  ])
  const view = (row: AppealRow) => appealView(row, { staff, now, calendar })
  const page = answered.slice(0, PAGE)
  const last = page.at(-1)
  return {
    waiting: waiting.map(view),
    answered: page.map(view),
    next: answered.length > PAGE && last ? writeCursor({ at: last.answered_at ?? 0, id: last.id }) : null,
  }
}
export type AppealList = Awaited<ReturnType<typeof listAppeals>>
