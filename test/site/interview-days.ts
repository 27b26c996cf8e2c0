import { COMMUNITIES, TWELVE_MEANS } from '../fixtures/survey-questions.ts'
import { askFor, openKept, type Colleague } from '../fixtures/over-http.ts'

type Portal = { url: string; folder: string }
const DAY = 86_400_000
/** Ten thousand people: their shares by community, age and sex. */
const MARGINS = {
  community: Object.fromEntries(COMMUNITIES.map((one, at) => [one, [0.3, 0.25, 0.2, 0.15, 0.1][at]])),
  age: { '18-29': 0.25, '30-59': 0.5, '60+': 0.25 },
  sex: { 男: 0.49, 女: 0.51 },
}
/** Short enough to be asked twenty times: whom, one question with a branch, one text. */
export const STREET = {
  pages: [
    {
      name: 'you',
      elements: [
        { type: 'dropdown', name: 'community', title: '您住在哪个社区？', isRequired: true, choices: COMMUNITIES },
        { type: 'radiogroup', name: 'age', title: '您的年龄', isRequired: true, choices: ['18-29', '30-59', '60+'] },
        { type: 'radiogroup', name: 'sex', title: '您的性别', choices: ['男', '女'] },
      ],
    },
    {
      name: 'city',
      elements: [
        { type: 'rating', name: 'overall', title: '总的来说您有多满意？', isRequired: true, rateMin: 1, rateMax: 5 },
        { type: 'comment', name: 'why', title: '哪里不满意？', visibleIf: '{overall} <= 2', isRequired: true },
        { type: 'text', name: 'wish', title: '一句话建议' },
      ],
    },
  ],
}

/** Runs SQL on the running portal's own database. */
export const sqlOn = async <T = Record<string, unknown>>(folder: string, sql: string, ...values: unknown[]) => {
  const kept = openKept(folder)
  const { results } = await kept.DB.prepare(sql)
    .bind(...values)
    .all<T>()
  kept.close()
  return results
}

/** A survey that is open for interviews, straight in the database. */
export const aStreetSurvey = async (
  { folder }: Portal,
  { definition = STREET as object, title = '文明城市满意度街访', titleEn = 'Satisfaction in the street' } = {},
) => {
  const [id, now] = [crypto.randomUUID(), Date.now()]
  const slug = 'street-' + id.slice(0, 8)
  await sqlOn(
    folder,
    `INSERT INTO surveys (id, slug, kind, state, title, title_en, modes, edition, margins, opens_at, closes_at, created_at,
      changed_at) VALUES (?, ?, 'opinion', 'open', ?, ?, '["link","street","household"]', 1, ?, ?, ?, ?, ?)`,
    ...[id, slug, title, titleEn, JSON.stringify(MARGINS), now - DAY, now + 20 * DAY, now, now],
  )
  await sqlOn(
    folder,
    `INSERT INTO survey_editions (id, survey_id, number, definition, meaning, created_at, changed_at)
      VALUES (?, ?, 1, ?, ?, ?, ?)`,
    ...[crypto.randomUUID(), id, JSON.stringify(definition), JSON.stringify(TWELVE_MEANS), now, now],
  )
  return { id, slug }
}
/** An interviewer with a code, as a moderator makes one. */
export const anInterviewerOf = async (
  { url }: Portal,
  { cookie }: Colleague,
  survey: { id: string },
  name = '访员甲',
): Promise<{ id: string; code: string }> =>
  askFor(url, `/api/desk/surveys/${survey.id}/interviewers`, { json: { name }, cookie }, 201)

export const quotasOf = async (
  { url, folder }: Portal,
  { cookie }: Colleague,
  { id }: { id: string },
  quotas: { cell: string; target: number }[],
) => {
  const [row] = await sqlOn<{ version: number }>(folder, 'SELECT version FROM surveys WHERE id = ?', id)
  return askFor(url, `/api/desk/surveys/${id}/quotas`, { json: { quotas, version: row!.version }, cookie })
}

export const responsesOf = (folder: string, survey: string) =>
  sqlOn<{ mode: string; community: string; answers: string; flags: string }>(
    folder,
    'SELECT mode, community, answers, flags FROM survey_responses WHERE survey_id = ?',
    survey,
  )
