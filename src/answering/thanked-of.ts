import type { Thanked } from './on-device.ts'
import type { PublicSurvey, Score } from './views.ts'

/** What the device keeps for the page that thanks: wrong answers by their place, for names may be long. */
export const thankedOf = ({ slug, edition, form }: PublicSurvey, score: Score | null): Thanked => ({
  slug,
  edition,
  score: score && {
    right: score.right,
    of: score.of,
    wrong: form.questions.flatMap(({ name }, at) => (score.wrong.includes(name) ? [at] : [])),
  },
})
