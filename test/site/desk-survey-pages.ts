import { paths } from '../../functions/paths.ts'
import { askFor, openKept, type Colleague, type RunningPortal } from '../fixtures/over-http.ts'

/** Every page that the desk has about surveys: of the demo's open round, of its rating of windows, and of a draft. */
export const deskSurveyPages = async ({ url, folder }: RunningPortal, { cookie }: Colleague): Promise<string[]> => {
  const kept = openKept(folder)
  const idOf = async (slug: string) =>
    (await kept.DB.prepare('SELECT id FROM surveys WHERE slug = ?').bind(slug).first<{ id: string }>())!.id
  const [round, rating] = [await idOf('satisfaction-2026-autumn'), await idOf('rate-a-window')]
  kept.close()
  const made = <T>(path: string, json: object) => askFor<T & { id: string }>(url, path, { cookie, json }, 201)
  const start = { key: crypto.randomUUID(), from: 'template', template: 'satisfaction' }
  const draft = (await made(paths.api.deskSurveys(), start)).id
  const sheet = (await made(paths.api.deskSurveyCodes(draft), { community: 'liuan', count: 4 })).id
  return [
    ...[paths.deskSurveys(), paths.deskNewSurvey(), paths.deskSurvey(draft), paths.deskSurvey(round)],
    ...[paths.deskEdition(draft, 1), paths.deskEdition(round, 1), paths.deskSurveyPreview(draft, 1)],
    ...['themes', 'heard_from', 'suggestion'].map((question) => paths.deskQuestion(draft, 1, question)),
    ...[paths.deskSurveyCodes(round), paths.deskCodeSheet(draft, sheet), paths.deskSample(round)],
    ...[paths.deskSurveyPaper(round), paths.deskSurveyResults(round), paths.deskSurveyTexts(round)],
    ...[paths.deskSurvey(rating), paths.deskSurveyWindows(rating), paths.deskSurvey('none')],
  ]
}
