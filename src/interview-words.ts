import type { Words, WordKey } from '../functions/words.ts'

/** Sentences that the interviewer's page says by itself (islands/Interviews.tsx). */
const SAID = [
  ...['loading', 'code', 'code_hint', 'open', 'opening', 'not_reached', 'refused_all', 'for', 'next_one', 'choose'],
  ...['part_mode', 'part_community', 'part_age', 'part_sex', 'mode_street', 'mode_household', 'choose_first', 'and'],
  ...['option_left', 'option_full', 'left', 'full', 'cell_left', 'cell_full', 'read_out', 'start'],
  ...['break_off', 'break_off_say', 'pause', 'break_off_now', 'saved', 'half_done', 'half_done_who', 'resume', 'drop'],
  ...['done_today', 'unsent', 'declined', 'declined_one', 'declined_undo', 'sync', 'syncing', 'offline'],
  ...[
    'offline_waiting',
    'still_waiting',
    'all_sent',
    'others_sent',
    'refused',
    'refused_say',
    'again',
    'delete',
    'delete_say',
  ],
  ...['not_open_yet', 'closed', 'leave', 'leave_say', 'leave_waiting', 'leave_now', 'leave_all_the_same'],
] as const
/** Codes of refusals that its phone can meet, besides those of single answers (survey-sentences.ts). */
const REFUSALS = [
  ...['interview.other_survey', 'interview.unknown_edition', 'interview.other_questions', 'interview.mode_not_taken'],
  ...['interview.unknown_community', 'interview.not_open_yet', 'interview.after_closing', 'interview.too_late'],
  ...['interview.no_modes', 'interviewer.unknown_code'],
] as const
/** Codes that mean something else here than in the forms they were written for. */
const OTHERWISE = {
  'survey.not_open': 'interview.said.not_open',
  'survey.changed_meanwhile': 'interview.said.changed',
  'submission.other_body': 'interview.said.other_body',
  'request.malformed': 'interview.said.malformed',
  'request.too_large': 'interview.said.too_large',
  'request.too_many': 'interview.said.too_many',
  'text.strange_characters': 'interview.said.strange_characters',
  'answers.too_long': 'interview.said.too_long',
} as const satisfies Record<string, WordKey>

export const interviewWordsOf = (t: Words): Record<string, string> => ({
  ...Object.fromEntries(SAID.map((key) => [key, t(`interview.w.${key}` as WordKey)])),
  ...Object.fromEntries(REFUSALS.map((code) => [`issue_${code}`, t(`issue.${code}` as WordKey)])),
  ...Object.fromEntries(Object.entries(OTHERWISE).map(([code, key]) => [`issue_${code}`, t(key)])),
})
