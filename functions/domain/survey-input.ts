import * as v from 'valibot'
import { readLocalTime } from './local-time.ts'
import { MODES, SURVEY_KINDS } from './survey/meaning.ts'
import { line, lines, MALFORMED, withoutInvisible } from './text.ts'
import { Version } from './version.ts'

/** Lengths in code points; `definition` in UTF-16 units of its JSON text. */
export const SURVEY = {
  title: { min: 2, max: 60 },
  titleEn: { min: 2, max: 120 },
  lead: { min: 2, max: 300 },
  leadEn: { min: 2, max: 600 },
  series: { min: 2, max: 40 },
  definition: 200_000,
}

const short = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))
const moment = (wrong: string) =>
  v.pipe(
    short(40),
    v.transform((typed) => (typed.trim() === '' ? null : (readLocalTime(typed) ?? Number.NaN))),
    v.check((at) => at === null || Number.isSafeInteger(at), wrong),
  )
const title = v.pipe(line(SURVEY.title, 'survey_title'), v.transform(withoutInvisible))
const slug = v.pipe(
  short(100),
  v.transform((typed) => typed.normalize('NFKC').trim().toLowerCase()),
)
const text = v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(SURVEY.definition, 'definition.too_big'))

/**
 * A new survey. `key` is a random UUID the form was drawn with and becomes the survey's id, so that a form sent twice
 * makes one. `from`: nothing (`blank`), a `template` of content/surveys, a SurveyJS `definition` as text, or another
 * round `of` a survey. Whatever title or address is left empty is taken from there.
 */
export const NewSurveyInput = v.strictObject(
  {
    key: v.pipe(v.string(MALFORMED), v.uuid(MALFORMED)),
    from: v.picklist(['blank', 'template', 'definition', 'round'], MALFORMED),
    template: short(64),
    of: short(64),
    definition: text,
    slug,
    title,
  },
  MALFORMED,
)
export type NewSurveyInput = v.InferOutput<typeof NewSurveyInput>

const details = {
  slug,
  title: v.pipe(title, v.nonEmpty('survey_title.missing')),
  titleEn: line(SURVEY.titleEn, 'survey_title_en'),
  lead: lines(SURVEY.lead, 'survey_lead'),
  leadEn: lines(SURVEY.leadEn, 'survey_lead_en'),
  kind: v.picklist(SURVEY_KINDS, MALFORMED),
  series: v.pipe(line(SURVEY.series, 'survey_series'), v.transform(withoutInvisible)),
  modes: v.pipe(
    v.array(v.picklist(MODES, MALFORMED), MALFORMED),
    v.minLength(1, 'modes.missing'),
    v.maxLength(MODES.length, MALFORMED),
    v.transform((modes) => MODES.filter((mode) => modes.includes(mode))),
  ),
  opensAt: moment('opens_at.wrong'),
  closesAt: moment('closes_at.wrong'),
}
export type SurveyDetails = v.InferOutput<v.StrictObjectSchema<typeof details, undefined>>

const edition = v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(1, MALFORMED))

/** What is done with a survey. Codes of `edit`: `survey_title.*`, `survey_lead.*`, `modes.missing`, `opens_at.wrong` … */
export const SurveyMove = v.variant(
  'move',
  [
    v.strictObject({ ...details, move: v.literal('edit'), version: Version }, MALFORMED),
    v.strictObject(
      { move: v.picklist(['open', 'close', 'reopen', 'take_back', 'new_edition']), version: Version },
      MALFORMED,
    ),
    v.strictObject({ move: v.picklist(['use_edition', 'drop_edition']), version: Version, edition }, MALFORMED),
  ],
  MALFORMED,
)
export type SurveyMove = v.InferOutput<typeof SurveyMove>

/** The questions of an edition as saved: `definition` and `meaning` as JSON texts; `version` is the edition's. */
export const EditionInput = v.strictObject(
  { version: Version, definition: text, meaning: v.optional(v.nullable(text), null) },
  MALFORMED,
)
export type EditionInput = v.InferOutput<typeof EditionInput>
