import { paths } from '../../../functions/paths.ts'
import { rowsOf } from '../../fixtures/desk.ts'
import { answersOf } from '../../fixtures/survey-questions.ts'
import { answered, aResponse, published, stored } from '../../fixtures/survey-results.ts'
import { aSurvey, type MadeSurvey } from '../../fixtures/surveys.ts'
import {
  desk,
  everyone,
  get,
  json,
  HAS_NONE,
  NEVER_DELETED,
  NOBODYS,
  PUBLIC,
  readers,
  type Row,
  type State,
} from './rows.ts'

let shown: Promise<MadeSurvey> | null = null
/** A survey whose results are public, made once. */
const withResults = () =>
  (shown ??= (async () => {
    const shownSurvey = await aSurvey()
    await answered(shownSurvey, 6)
    await published(shownSurvey.id)
    return shownSurvey
  })())
const answered6 = async () => {
  const one = await aSurvey()
  await answered(one, 6)
  return one
}
const aText = async () => {
  const { id } = await aSurvey()
  await stored({ id }, [aResponse(answersOf(1, { wish: '路灯再亮一点' }))])
  const [text] = await rowsOf<{ id: string }>('SELECT id FROM survey_texts WHERE survey_id = ?', id)
  return { in: id, text: text!.id }
}
const publishers = { moderator: 200, administrator: 200 }

/** Results that are public, or not yet. */
const survey = async (of: State) => (of === 'hidden' ? aSurvey() : withResults())

/** The routes of figures, results, texts and exports. What is public needs nobody; texts are read by who may publish. */
export const surveyResultRows: Record<string, Row> = {
  'GET /api/surveys/:slug/results': {
    expected: everyone(200),
    fields:
      'closed closesAt edition figures{groupings headlines n questions score weightedHeadlines weightedScore weighting} kind madeAt modes opensAt rounds slug texts title titleEn',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(paths.api.surveyResults((await survey(of)).slug)),
  },
  'GET /api/surveys/:slug/results.csv': {
    expected: everyone(200),
    fields: 'text/csv',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(paths.api.surveyResultsTable((await survey(of)).slug)),
  },
  'GET /api/surveys/:slug/codebook.csv': {
    expected: everyone(200),
    fields: 'text/csv',
    others: PUBLIC,
    hidden: everyone(404),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(paths.api.surveyCodebook((await survey(of)).slug)),
  },
  'GET /api/desk/surveys/:id/figures': {
    expected: desk({ ...readers, editor: 200 }),
    fields:
      'codes{printed used} edition figures{communities flags headlines modes n questions score weightedHeadlines weightedScore weighting windows} form{pages questions title} inBox margins{} meaning{age community headline sex} modes otherEditions published{madeAt mayPublish n state version} slug textsWaiting title version',
    others: NOBODYS,
    hidden: desk({ ...readers, editor: 200 }),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(paths.api.deskSurveyFigures((await survey(of)).id)),
  },
  'POST /api/desk/surveys/:id/results': {
    expected: desk(publishers),
    fields: 'id',
    others: NOBODYS,
    hidden: 'results that are not public are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => json(paths.api.deskSurveyResults((await answered6()).id), { move: 'publish', version: 0 }),
  },
  'POST /api/desk/surveys/:id/margins': {
    expected: desk({ ...publishers, editor: 200 }),
    fields: 'id version',
    others: NOBODYS,
    hidden: 'results that are not public are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => json(paths.api.deskSurveyMargins((await aSurvey()).id), { margins: {}, version: 1 }),
  },
  'GET /api/desk/surveys/:id/export': {
    expected: desk(readers),
    fields: 'text/csv',
    others: NOBODYS,
    hidden: desk(readers),
    deleted: NEVER_DELETED,
    ask: async (_, of) => get(paths.api.deskSurveyExport((await survey(of)).id) + '?format=csv&purpose=核对全部答卷'),
  },
  'GET /api/desk/surveys/:id/texts': {
    expected: desk(publishers),
    fields: 'modes next texts[asked edition id question state text version] title',
    others: NOBODYS,
    hidden: 'texts that are not public are what is asked',
    deleted: NEVER_DELETED,
    ask: async () => get(paths.api.deskSurveyTexts((await withResults()).id)),
  },
  'POST /api/desk/surveys/:id/texts/:text/moves': {
    expected: desk(publishers),
    fields: 'id state version',
    others: NOBODYS,
    hidden: 'texts that are not public are what is asked',
    deleted: HAS_NONE,
    ask: async () => {
      const { in: id, text } = await aText()
      return json(paths.api.deskSurveyTextMoves(id, text), { move: 'publish', version: 1 })
    },
  },
}
