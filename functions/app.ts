import { type ErrorHandler, Hono } from 'hono'
import { deskAccounts, deskMyAccount } from './accounts/desk.ts'
import { publicAccounts } from './accounts/public.ts'
import { deskAttendance } from './attendance/desk.ts'
import { deskActivities, deskShifts } from './activities/desk.ts'
import { publicActivities } from './activities/public.ts'
import { publicAttendance } from './attendance/public.ts'
import { deskCertificates } from './certificates/desk.ts'
import { publicCertificates } from './certificates/public.ts'
import { publicChallenges } from './challenges/public.ts'
import { deskFigures } from './figures/desk.ts'
import { publicFigures } from './figures/public.ts'
import type { App } from './http/app-types.ts'
import { bodyLimit, BodyTooLarge } from './http/body-limit.ts'
import { closedPaths } from './http/closed-paths.ts'
import { logFault } from './http/fault-log.ts'
import { securityHeaders } from './http/headers.ts'
import { answerInTime } from './http/in-time.ts'
import { plainPage, wantsPage } from './http/plain-page.ts'
import { problem } from './http/problem.ts'
import { provenOrigin, sameOrigin } from './http/same-origin.ts'
import { deskOrders } from './orders/desk.ts'
import { publicOrders } from './orders/public.ts'
import { deskOutbox } from './outbox/desk.ts'
import { deskRouting } from './routing/desk.ts'
import { deskStaff } from './staff/desk.ts'
import { requireStaff } from './staff/guards.ts'
import { publicStaff } from './staff/public.ts'
import { deskInterviews } from './interviews/desk.ts'
import { publicInterviews } from './interviews/public.ts'
import { deskResponses } from './responses/desk.ts'
import { publicResponses } from './responses/public.ts'
import { deskSurveyCodes } from './survey-codes/desk.ts'
import { deskSurveyResults } from './survey-results/desk.ts'
import { publicSurveyResults } from './survey-results/public.ts'
import { deskSurveys } from './surveys/desk.ts'
import { publicSurveys } from './surveys/public.ts'
import { deskAppeals, deskCaseExposure, deskExposures } from './exposure/desk.ts'
import { publicAppeals, publicExposure } from './exposure/public.ts'
import { deskLookBacks } from './look-backs/desk.ts'
import { deskMarks, deskSlips } from './supervision/desk.ts'
import { deskTeams } from './teams/desk.ts'
import { publicTeams } from './teams/public.ts'
import { deskPhotos, deskQueue, deskTipOffs } from './tip-offs/desk.ts'
import { publicPhotos, publicTipOffs } from './tip-offs/public.ts'
import { publicView } from './view/public.ts'
import { deskVolunteers } from './volunteers/desk.ts'
import { publicVolunteers } from './volunteers/public.ts'
import { deskCalendar } from './work-calendar/desk.ts'

/** The one app of both hosts: defences in order of cost, then the nouns. Pages come after it (src/fetch.ts). */
export const app = new Hono<App>()

app.use(async (c, next) => {
  c.set('requestId', crypto.randomUUID())
  await next()
})
app.use(securityHeaders)
app.use(closedPaths)
app.use(sameOrigin)
app.use(bodyLimit)
app.use(answerInTime)

app.get('/api/health', async (c) => {
  await c.env.DB.prepare(
    'INSERT INTO job_runs (name, last_run_at, last_result) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET last_run_at = excluded.last_run_at',
  )
    .bind('health', Date.now(), 'ok')
    .run()
  return c.json({ ok: true })
})

app.route('/api/view', publicView)
app.route('/api/challenges', publicChallenges)
app.route('/api/tip-offs', publicTipOffs)
app.route('/api/photos', publicPhotos)
app.route('/api/exposure', publicExposure)
app.route('/api/appeals', publicAppeals)
app.route('/api/figures', publicFigures)
app.route('/api/activities', publicActivities)
app.route('/api/volunteers', publicVolunteers)
app.route('/api/attendance', publicAttendance)
app.route('/api/teams', publicTeams)
app.route('/api/certificates', publicCertificates)
app.route('/api/orders', publicOrders)

app.route('/api/surveys', publicSurveys)
app.route('/api/surveys', publicResponses)
app.route('/api/surveys', publicSurveyResults)
app.route('/api/interviews', publicInterviews)

app.use('/api/staff/*', provenOrigin)
app.route('/api/staff', publicStaff)
app.route('/api/staff', publicAccounts)

app.use('/api/desk/*', requireStaff, provenOrigin)
app.route('/api/desk', deskStaff)
app.route('/api/desk/accounts', deskAccounts)
app.route('/api/desk/my-account', deskMyAccount)
app.route('/api/desk/routing', deskRouting)
app.route('/api/desk/calendar', deskCalendar)
app.route('/api/desk/slips', deskSlips)
app.route('/api/desk/figures', deskFigures)
app.route('/api/desk/look-backs', deskLookBacks)
app.route('/api/desk/tip-offs', deskQueue)
app.route('/api/desk/tip-offs', deskTipOffs)
app.route('/api/desk/tip-offs', deskMarks)
app.route('/api/desk/tip-offs', deskCaseExposure)
app.route('/api/desk/exposures', deskExposures)
app.route('/api/desk/appeals', deskAppeals)
app.route('/api/desk/photos', deskPhotos)
app.route('/api/desk/outbox', deskOutbox)
app.route('/api/desk/activities', deskActivities)
app.route('/api/desk/shifts', deskShifts)
app.route('/api/desk/orders', deskOrders)
app.route('/api/desk/teams', deskTeams)
app.route('/api/desk/volunteers', deskVolunteers)
app.route('/api/desk/attendance', deskAttendance)
app.route('/api/desk/certificates', deskCertificates)
app.route('/api/desk/surveys', deskSurveys)
app.route('/api/desk/surveys', deskResponses)
app.route('/api/desk/surveys', deskSurveyCodes)
app.route('/api/desk/surveys', deskInterviews)
app.route('/api/desk/surveys', deskSurveyResults)

/** The last answer: whatever was thrown, the visitor reads one sentence and a number, the log one name. */
export const answerFault: ErrorHandler<App> = (error, c) => {
  if (error instanceof BodyTooLarge) return problem(c, [{ code: 'request.too_large' }])
  logFault('app', error.stack ?? error.name, c.var.requestId)
  c.header('retry-after', '5')
  if (wantsPage(c)) return plainPage(c, 503, 'request.unavailable')
  return c.json({ issues: [{ code: 'request.unavailable', detail: { request: c.var.requestId } }] }, 503)
}
app.onError(answerFault)
