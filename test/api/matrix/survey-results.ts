import { paths } from '../../../functions/paths.ts'
import { rowsOf } from '../../fixtures/desk.ts'
import { answersOf } from '../../fixtures/survey-questions.ts'
import { answered, aResponse, published, stored } from '../../fixtures/survey-results.ts'
import { aSurvey, type MadeSurvey } from '../../fixtures/surveys.ts'
import { desk, everyone, get, json, readers, type Row } from './rows.ts'

let shown: Promise<MadeSurvey> | null = null
/** A survey whose results are public, made once. */
const withResults = () =>
  (shown ??= (async () => {
    const survey = await aSurvey()
    await answered(survey, 6)
    await published(survey.id)
    return survey
  })())
const answered6 = async () => {
  const survey = await aSurvey()
  await answered(survey, 6)
  return survey
}
const aText = async () => {
  const survey = await aSurvey()
  await stored(survey, [aResponse(answersOf(1, { wish: '路灯再亮一点' }))])
  const [text] = await rowsOf<{ id: string }>('SELECT id FROM survey_texts WHERE survey_id = ?', survey.id)
  return { survey: survey.id, text: text!.id }
}
const publishers = { moderator: 200, administrator: 200 }

/** The routes of figures, results, texts and exports. What is public needs nobody; texts are read by who may publish. */
export const surveyResultRows: Record<string, Row> = {
  'GET /api/surveys/:slug/results': {
    expected: everyone(200),
    ask: async () => get(paths.api.surveyResults((await withResults()).slug)),
  },
  'GET /api/surveys/:slug/results.csv': {
    expected: everyone(200),
    ask: async () => get(paths.api.surveyResultsTable((await withResults()).slug)),
  },
  'GET /api/surveys/:slug/codebook.csv': {
    expected: everyone(200),
    ask: async () => get(paths.api.surveyCodebook((await withResults()).slug)),
  },
  'GET /api/desk/surveys/:id/figures': {
    expected: desk({ ...readers, editor: 200 }),
    ask: async () => get(paths.api.deskSurveyFigures((await withResults()).id)),
  },
  'POST /api/desk/surveys/:id/results': {
    expected: desk(publishers),
    ask: async () => json(paths.api.deskSurveyResults((await answered6()).id), { move: 'publish', version: 0 }),
  },
  'POST /api/desk/surveys/:id/margins': {
    expected: desk({ ...publishers, editor: 200 }),
    ask: async () => json(paths.api.deskSurveyMargins((await aSurvey()).id), { margins: {}, version: 1 }),
  },
  'GET /api/desk/surveys/:id/export': {
    expected: desk(readers),
    ask: async () => get(paths.api.deskSurveyExport((await withResults()).id) + '?format=csv&purpose=核对全部答卷'),
  },
  'GET /api/desk/surveys/:id/texts': {
    expected: desk(publishers),
    ask: async () => get(paths.api.deskSurveyTexts((await withResults()).id)),
  },
  'POST /api/desk/surveys/:id/texts/:text/moves': {
    expected: desk(publishers),
    ask: async () => {
      const { survey, text } = await aText()
      return json(paths.api.deskSurveyTextMoves(survey, text), { move: 'publish', version: 1 })
    },
  },
}
