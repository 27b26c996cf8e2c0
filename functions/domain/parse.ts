import * as v from 'valibot'
import { ACCOUNT } from './account-input.ts'
import { DAY_NOTE } from './calendar-input.ts'
import { DESK_ACTIVITY } from './activity-input.ts'
import { CHANNEL_NAME } from './channel-input.ts'
import { INTERVIEWER_NAME } from './interview-input.ts'
import { LOOK_BACK_NOTE } from './look-back.ts'
import { MENU_ITEM, ORDER } from './order.ts'
import { done, type Issue, type Outcome } from './outcome.ts'
import { TEAM } from './team-input.ts'
import { PERSON_NAME } from './sign-up-input.ts'
import { BULK } from './bulk.ts'
import { VIEW_NAME } from './saved-view.ts'
import { CODES_MAX } from './survey-code-input.ts'
import { PURPOSE } from './survey-results-input.ts'
import { SLIP_TEXT } from './slip-input.ts'
import { SURVEY } from './survey-input.ts'
import { QUOTAS_MAX } from './survey/quota.ts'
import { MALFORMED } from './text.ts'
import { LANDMARK, NAME, PHOTOS, SAID, TEXT } from './tip-off.ts'
import { ACTIVITY, PARTY } from './volunteer.ts'

const CODE = /^[a-z_]+\.[a-z_]+$/

/** The numbers a sentence fills in. */
const details: Record<string, Issue['detail']> = {
  'text.too_short': { min: TEXT.min },
  'text.too_long': { max: TEXT.max },
  'landmark.too_short': { min: LANDMARK.min },
  'landmark.too_long': { max: LANDMARK.max },
  'name.too_short': { min: NAME.min },
  'name.too_long': { max: NAME.max },
  'said.too_short': { min: SAID.min },
  'said.too_long': { max: SAID.max },
  'bulk.too_many': { max: BULK.cases },
  'view_name.too_short': { min: VIEW_NAME.min },
  'view_name.too_long': { max: VIEW_NAME.max },
  'team_name.too_short': { min: TEAM.name.min },
  'team_name.too_long': { max: TEAM.name.max },
  'leader_name.too_short': { min: TEAM.leader.min },
  'leader_name.too_long': { max: TEAM.leader.max },
  'title.too_short': { min: ACTIVITY.title.min },
  'title.too_long': { max: ACTIVITY.title.max },
  'activity_text.too_short': { min: ACTIVITY.text.min },
  'activity_text.too_long': { max: ACTIVITY.text.max },
  'place.too_short': { min: ACTIVITY.place.min },
  'place.too_long': { max: ACTIVITY.place.max },
  'contact_name.too_short': { min: DESK_ACTIVITY.contactName.min },
  'contact_name.too_long': { max: DESK_ACTIVITY.contactName.max },
  'bring.too_long': { max: DESK_ACTIVITY.bring.max },
  'cancel_said.too_short': { min: DESK_ACTIVITY.said.min },
  'cancel_said.too_long': { max: DESK_ACTIVITY.said.max },
  'days.wrong': { max: DESK_ACTIVITY.days.max },
  'weeks.wrong': { max: DESK_ACTIVITY.weeks.max },
  'need.too_short': { min: ORDER.need.min },
  'need.too_long': { max: ORDER.need.max },
  'address.too_short': { min: ORDER.address.min },
  'address.too_long': { max: ORDER.address.max },
  'people.wrong': { max: ORDER.people.max },
  'order_name.too_short': { min: ORDER.name.min },
  'order_name.too_long': { max: ORDER.name.max },
  'order_said.too_short': { min: ORDER.said.min },
  'order_said.too_long': { max: ORDER.said.max },
  'order_note.too_short': { min: ORDER.said.min },
  'order_note.too_long': { max: ORDER.said.max },
  'item_title.too_short': { min: MENU_ITEM.title.min },
  'item_title.too_long': { max: MENU_ITEM.title.max },
  'item_text.too_short': { min: MENU_ITEM.text.min },
  'item_text.too_long': { max: MENU_ITEM.text.max },
  'item_lasts.wrong': { min: MENU_ITEM.lasts.min, max: MENU_ITEM.lasts.max },
  'code_count.wrong': { max: CODES_MAX },
  'interviewer_name.too_short': { min: INTERVIEWER_NAME.min },
  'interviewer_name.too_long': { max: INTERVIEWER_NAME.max },
  'quota.too_many': { max: QUOTAS_MAX },
  'photo.too_many': { max: PHOTOS.max },
  'person_name.too_short': { min: PERSON_NAME.min },
  'person_name.too_long': { max: PERSON_NAME.max },
  'guardian_name.too_short': { min: PERSON_NAME.min },
  'guardian_name.too_long': { max: PERSON_NAME.max },
  'party_name.too_short': { min: PERSON_NAME.min },
  'party_name.too_long': { max: PERSON_NAME.max },
  'channel_name.too_short': { min: CHANNEL_NAME.min },
  'channel_name.too_long': { max: CHANNEL_NAME.max },
  'purpose.too_short': { min: PURPOSE.min },
  'purpose.too_long': { max: PURPOSE.max },
  'party.too_many': { max: PARTY.max },
  'survey_title.too_short': { min: SURVEY.title.min },
  'survey_title.too_long': { max: SURVEY.title.max },
  'survey_title_en.too_short': { min: SURVEY.titleEn.min },
  'survey_title_en.too_long': { max: SURVEY.titleEn.max },
  'survey_lead.too_short': { min: SURVEY.lead.min },
  'survey_lead.too_long': { max: SURVEY.lead.max },
  'survey_lead_en.too_short': { min: SURVEY.leadEn.min },
  'survey_lead_en.too_long': { max: SURVEY.leadEn.max },
  'survey_series.too_short': { min: SURVEY.series.min },
  'survey_series.too_long': { max: SURVEY.series.max },
  'staff_name.too_short': { min: ACCOUNT.name.min },
  'staff_name.too_long': { max: ACCOUNT.name.max },
  'passkey_name.too_long': { max: ACCOUNT.passkey.max },
  'day_note.too_short': { min: DAY_NOTE.min },
  'day_note.too_long': { max: DAY_NOTE.max },
  'look_back_note.too_short': { min: LOOK_BACK_NOTE.min },
  'look_back_note.too_long': { max: LOOK_BACK_NOTE.max },
  'slip_text.too_short': { min: SLIP_TEXT.min },
  'slip_text.too_long': { max: SLIP_TEXT.max },
  'definition.too_big': { max: SURVEY.definition },
}

const issueOf = (issue: v.BaseIssue<unknown>): Issue => {
  const code = CODE.test(issue.message) ? issue.message : MALFORMED
  const field = issue.path?.at(-1)?.key
  const detail = details[code]
  return { code, ...(typeof field === 'string' && code !== MALFORMED && { field }), ...(detail && { detail }) }
}

/**
 * Parses once, at the edge: the value, or issue codes with the field each belongs to.
 * A body of another shape than our forms send (a wrong type, an extra field) is one issue, `request.malformed`.
 */
export const parse = <S extends v.GenericSchema>(schema: S, input: unknown): Outcome<v.InferOutput<S>> => {
  const result = v.safeParse(schema, input, { abortPipeEarly: true })
  if (result.success) return done(result.output)
  const issues = result.issues.map(issueOf)
  const malformed = issues.find(({ code }) => code === MALFORMED)
  return { ok: false, issues: malformed ? [malformed] : issues }
}
