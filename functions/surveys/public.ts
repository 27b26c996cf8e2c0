import { Hono } from 'hono'
import type { App } from '../http/app-types.ts'
import { problem } from '../http/problem.ts'
import { findSurvey } from './find-survey.ts'
import { hasPublicResults, listEnded, listOpen } from './public-rows.ts'
import { publicSurvey, surveyCard, type PublicSurvey, type SurveyCard } from './public-view.ts'

export type { PublicSurvey, SurveyCard }

/** Surveys as anyone may read them; a draft is nowhere. */
export const publicSurveys = new Hono<App>()
  .get('/', async (c) => {
    const now = Date.now()
    const [open, ended] = await Promise.all([listOpen(c.env.DB, now), listEnded(c.env.DB, now)])
    return c.json({ open: open.map(surveyCard), ended: ended.map(surveyCard) })
  })
  .get('/:slug', async (c) => {
    const survey = await findSurvey(c.env, c.req.param('slug'))
    const edition = survey?.edition
    if (!survey || !edition || survey.state === 'draft') return problem(c, [{ code: 'survey.not_found' }])
    const hasResults = await hasPublicResults(c.env.DB, survey.id)
    return c.json(publicSurvey({ ...survey, edition }, hasResults, Date.now()))
  })
