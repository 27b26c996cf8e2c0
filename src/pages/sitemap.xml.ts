import type { APIRoute } from 'astro'
import { paths } from '../../functions/paths.ts'
import { LOCALES } from '../../functions/words.ts'
import { hrefOf, listNews, listRules, listStories } from '../articles.ts'
import type { SurveyCard } from '../answering/views.ts'
import { callApi } from '../call-api.ts'
import { originOf, typed, xml } from '../feed.ts'
import type { ShiftOfActivity } from '../volunteering/views.ts'

export const GET: APIRoute = async (context) => {
  const origin = originOf(context)
  const articles = [...(await listRules()), ...(await listStories()), ...(await listNews())]
  const coming = await callApi<{ shifts: ShiftOfActivity[] }>(context, paths.api.activities())
  const activities = new Set(coming.ok ? coming.value.shifts.map(({ activity }) => activity.number) : [])
  const surveys = await callApi<{ open: SurveyCard[] }>(context, paths.api.surveys())
  const open = surveys.ok ? surveys.value.open.filter(({ modes }) => modes.includes('link')) : []
  const addresses = LOCALES.flatMap((l) => [
    paths.home(l),
    paths.newTipOff(l),
    paths.newPraise(l),
    paths.track(l),
    paths.board(l),
    paths.myAppeal(l),
    paths.rules(l),
    paths.measures(l),
    paths.stories(l),
    paths.news(l),
    paths.volunteer(l),
    paths.myRecord(l),
    paths.menu(l),
    paths.myOrder(l),
    ...[...activities].map((number) => paths.activity(l, number)),
    paths.surveys(l),
    ...open.map(({ slug }) => paths.survey(l, slug)),
    paths.nominate(l),
    paths.stats(l),
    paths.openData(l),
    paths.about(l),
    paths.privacy(l),
    paths.accessibility(l),
    ...articles.map((article) => hrefOf(l, article)),
  ])
  const urls = addresses.map((address) => `<url><loc>${xml(origin + address)}</loc></url>`).join('')
  return typed(
    'application/xml',
    `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls}</urlset>`,
  )
}
