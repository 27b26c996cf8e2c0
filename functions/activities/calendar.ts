import { generateIcsCalendar, type IcsEvent } from 'ts-ics'
import { findCommunity } from '../district.ts'
import { foldLines } from '../domain/fold-lines.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { DAY } from '../domain/shanghai-day.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { paths } from '../paths.ts'
import { wordsFor } from '../words.ts'
import * as rows from './calendar-rows.ts'

/** For how long a team's calendar keeps what is over. */
const TEAM_KEEPS = 90 * DAY

const eventOf = (row: rows.CalendarRow, origin: string): IcsEvent => {
  const t = wordsFor('zh-CN')
  const community = findCommunity(row.community)
  const bring = row.bring && t('calendar.bring', { bring: row.bring })
  return {
    uid: `${row.id}@wenming-tongxing`,
    summary: row.title,
    start: { date: new Date(row.starts_at) },
    end: { date: new Date(row.ends_at) },
    stamp: { date: new Date(row.changed_at) },
    status: row.cancelled === 1 ? 'CANCELLED' : 'CONFIRMED',
    sequence: row.sequence,
    location: [community?.street.name, community?.name, row.place].filter(Boolean).join(' '),
    description: [row.text, bring].filter(Boolean).join('\n'),
    url: new URL(paths.activity('zh-CN', row.number), origin).href,
  }
}

/** Times are written in UTC: every calendar shows them in China's time to who is in China. */
const calendarOf = (name: string, events: rows.CalendarRow[], origin: string): string =>
  foldLines(
    generateIcsCalendar({
      prodId: '-//Wenming Tongxing//Volunteering//ZH',
      version: '2.0',
      method: 'PUBLISH',
      name,
      events: events.map((row) => eventOf(row, origin)),
    }),
  )

/** One shift for somebody's own calendar; `shift.not_found` for a draft. Cancelled ones say so, with the same UID. */
export async function shiftCalendar(env: Env, id: string, origin: string): Promise<Outcome<string>> {
  const row = isUuid(id) ? await rows.findForCalendar(env.DB, id) : null
  return row ? done(calendarOf(row.title, [row], origin)) : refused('shift.not_found')
}

/** All shifts of an activity; `activity.not_found` for a draft. */
export async function activityCalendar(env: Env, number: string, origin: string): Promise<Outcome<string>> {
  const found = /^[A-Z0-9-]{1,20}$/.test(number) ? await rows.findTitle(env.DB, number) : null
  if (!found) return refused('activity.not_found')
  return done(calendarOf(found.title, await rows.listOfActivity(env.DB, number), origin))
}

/** What a team has before it, for whoever was given the address; `team.not_found` once the team has ended. */
export async function teamCalendar(env: Env, feedKey: string, origin: string, now: number): Promise<Outcome<string>> {
  const team = /^[A-Za-z0-9_-]{16,64}$/.test(feedKey) ? await rows.findByFeedKey(env.DB, feedKey) : null
  if (!team) return refused('team.not_found')
  return done(calendarOf(team.name, await rows.listOfTeam(env.DB, team.id, now - TEAM_KEEPS), origin))
}
