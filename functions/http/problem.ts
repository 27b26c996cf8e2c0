import type { Context } from 'hono'
import type { Issue } from '../domain/outcome.ts'
import type { App } from './app-types.ts'
import { plainPage, wantsPage } from './plain-page.ts'

/** Codes whose answer is not 422; everything else is a value to correct. */
const statusOf: Record<string, 400 | 401 | 403 | 404 | 409 | 413 | 429> = {
  'request.malformed': 400,
  'request.not_found': 404,
  'request.too_large': 413,
  'request.too_many': 429,
  'request.foreign': 403,
  'photo.too_big': 413,
  'photo.too_many': 413,
  'staff.wrong_sign_in': 401,
  'staff.not_allowed': 403,
  'tip_off.not_found': 404,
  'tip_off.not_public': 404,
  'tip_off.unknown_receipt': 404,
  'photo.not_found': 404,
  'activity.not_found': 404,
  'shift.not_found': 404,
  'sign_up.not_found': 404,
  'volunteer.not_found': 404,
  'volunteer.unknown_code': 404,
  'record.not_found': 404,
  'certificate.not_found': 404,
  'team.not_found': 404,
  'team.unknown_code': 404,
  'menu_item.not_found': 404,
  'order.not_found': 404,
  'order.unknown_receipt': 404,
  'survey.not_found': 404,
  'survey.edition_not_found': 404,
  'survey.no_results': 404,
  'survey.not_open': 409,
  'survey.changed_meanwhile': 409,
  'survey.cannot_now': 409,
  'survey.frozen': 409,
  'survey.code_used': 409,
  'survey.unknown_code': 404,
  'code_sheet.not_found': 404,
  'code_sheet.changed_meanwhile': 409,
  'code_sheet.voided': 409,
  'interviewer.not_found': 404,
  'interviewer.unknown_code': 404,
  'interviewer.changed_meanwhile': 409,
  'survey_text.not_found': 404,
  'survey_text.changed_meanwhile': 409,
  'activity.changed_meanwhile': 409,
  'shift.changed_meanwhile': 409,
  'shift.closed': 409,
  'shift.cancelled': 409,
  'shift.not_open_yet': 409,
  'sign_up.already': 409,
  'sign_up.overlaps': 409,
  'sign_up.cannot_now': 409,
  'sign_up.no_place': 409,
  'shift.no_public_places': 409,
  'record.changed_meanwhile': 409,
  'record.already_disputed': 409,
  'certificate.already_revoked': 409,
  'certificate.changed_meanwhile': 409,
  'team.changed_meanwhile': 409,
  'menu_item.changed_meanwhile': 409,
  'order.changed_meanwhile': 409,
  'order.cannot_now': 409,
  'order.has_news': 409,
  'order.taken': 409,
  'menu_item.cannot_now': 409,
  'channel.not_found': 404,
  'channel.changed_meanwhile': 409,
  'subscription.not_found': 404,
  'after_photo.key_taken': 409,
  'tip_off.changed_meanwhile': 409,
  'tip_off.already_done': 409,
  'tip_off.cannot_now': 409,
  'tip_off.has_news': 409,
  'tip_off.no_question': 409,
}

/** Refuses with the issues as JSON: `{ issues: [{ code, field?, detail? }] }`, status from the first issue's code. */
export const problem = (c: Context<App>, issues: Issue[]): Response => {
  const status = statusOf[issues[0]?.code ?? ''] ?? 422
  const minutes = issues[0]?.detail?.minutes
  if (status === 429 && typeof minutes === 'number') c.header('retry-after', String(minutes * 60))
  if (wantsPage(c)) return plainPage(c, status, issues[0]?.code ?? '')
  return c.json({ issues }, status)
}
