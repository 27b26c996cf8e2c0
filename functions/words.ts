import i18next, { type TFunction } from 'i18next'
import enActivities from '../content/words/en/activities.json' with { type: 'json' }
import enAnswering from '../content/words/en/answering.json' with { type: 'json' }
import enCertificates from '../content/words/en/certificates.json' with { type: 'json' }
import enCommon from '../content/words/en/common.json' with { type: 'json' }
import enExposure from '../content/words/en/exposure.json' with { type: 'json' }
import enFigures from '../content/words/en/figures.json' with { type: 'json' }
import enInterviews from '../content/words/en/interviews.json' with { type: 'json' }
import enOrders from '../content/words/en/orders.json' with { type: 'json' }
import enPhotos from '../content/words/en/photos.json' with { type: 'json' }
import enSite from '../content/words/en/site.json' with { type: 'json' }
import enSurveyAnswers from '../content/words/en/survey-answers.json' with { type: 'json' }
import enSurveyResults from '../content/words/en/survey-results.json' with { type: 'json' }
import enSurveys from '../content/words/en/surveys.json' with { type: 'json' }
import enTipOffs from '../content/words/en/tip-offs.json' with { type: 'json' }
import enVolunteers from '../content/words/en/volunteers.json' with { type: 'json' }
import zhActivities from '../content/words/zh-CN/activities.json' with { type: 'json' }
import zhAnswering from '../content/words/zh-CN/answering.json' with { type: 'json' }
import zhCertificates from '../content/words/zh-CN/certificates.json' with { type: 'json' }
import zhCommon from '../content/words/zh-CN/common.json' with { type: 'json' }
import zhDesk from '../content/words/zh-CN/desk.json' with { type: 'json' }
import zhDeskAccounts from '../content/words/zh-CN/desk-accounts.json' with { type: 'json' }
import zhDeskActivities from '../content/words/zh-CN/desk-activities.json' with { type: 'json' }
import zhDeskAudit from '../content/words/zh-CN/desk-audit.json' with { type: 'json' }
import zhDeskAttendance from '../content/words/zh-CN/desk-attendance.json' with { type: 'json' }
import zhDeskCodes from '../content/words/zh-CN/desk-codes.json' with { type: 'json' }
import zhDeskDefinitions from '../content/words/zh-CN/desk-definitions.json' with { type: 'json' }
import zhDeskFigures from '../content/words/zh-CN/desk-figures.json' with { type: 'json' }
import zhDeskCalendar from '../content/words/zh-CN/desk-calendar.json' with { type: 'json' }
import zhDeskLookBacks from '../content/words/zh-CN/desk-look-backs.json' with { type: 'json' }
import zhDeskRouting from '../content/words/zh-CN/desk-routing.json' with { type: 'json' }
import zhDeskOrders from '../content/words/zh-CN/desk-orders.json' with { type: 'json' }
import zhDeskQueue from '../content/words/zh-CN/desk-queue.json' with { type: 'json' }
import zhDeskMine from '../content/words/zh-CN/desk-mine.json' with { type: 'json' }
import zhDeskExposure from '../content/words/zh-CN/desk-exposure.json' with { type: 'json' }
import zhDeskOutbox from '../content/words/zh-CN/desk-outbox.json' with { type: 'json' }
import zhDeskSamples from '../content/words/zh-CN/desk-samples.json' with { type: 'json' }
import zhDeskSupervision from '../content/words/zh-CN/desk-supervision.json' with { type: 'json' }
import zhDeskSurveyResults from '../content/words/zh-CN/desk-survey-results.json' with { type: 'json' }
import zhDeskSurveys from '../content/words/zh-CN/desk-surveys.json' with { type: 'json' }
import zhExposure from '../content/words/zh-CN/exposure.json' with { type: 'json' }
import zhFigures from '../content/words/zh-CN/figures.json' with { type: 'json' }
import zhInterviews from '../content/words/zh-CN/interviews.json' with { type: 'json' }
import zhOrders from '../content/words/zh-CN/orders.json' with { type: 'json' }
import zhPhotos from '../content/words/zh-CN/photos.json' with { type: 'json' }
import zhSite from '../content/words/zh-CN/site.json' with { type: 'json' }
import zhSurveyAnswers from '../content/words/zh-CN/survey-answers.json' with { type: 'json' }
import zhSurveyResults from '../content/words/zh-CN/survey-results.json' with { type: 'json' }
import zhSurveys from '../content/words/zh-CN/surveys.json' with { type: 'json' }
import zhTipOffs from '../content/words/zh-CN/tip-offs.json' with { type: 'json' }
import zhVolunteers from '../content/words/zh-CN/volunteers.json' with { type: 'json' }

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** The desk speaks Chinese only; every other sentence stands in every locale (a test holds them together). */
const sentences = {
  'zh-CN': {
    ...zhCommon,
    ...zhSite,
    ...zhTipOffs,
    ...zhPhotos,
    ...zhDesk,
    ...zhActivities,
    ...zhVolunteers,
    ...zhCertificates,
    ...zhOrders,
    ...zhFigures,
    ...zhDeskAccounts,
    ...zhDeskActivities,
    ...zhDeskAttendance,
    ...zhDeskAudit,
    ...zhDeskOrders,
    ...zhDeskRouting,
    ...zhDeskCalendar,
    ...zhDeskLookBacks,
    ...zhDeskQueue,
    ...zhSurveys,
    ...zhSurveyAnswers,
    ...zhAnswering,
    ...zhSurveyResults,
    ...zhInterviews,
    ...zhExposure,
    ...zhDeskExposure,
    ...zhDeskSurveys,
    ...zhDeskDefinitions,
    ...zhDeskCodes,
    ...zhDeskSamples,
    ...zhDeskSurveyResults,
    ...zhDeskMine,
    ...zhDeskOutbox,
    ...zhDeskFigures,
    ...zhDeskSupervision,
  },
  en: {
    ...enCommon,
    ...enSite,
    ...enTipOffs,
    ...enPhotos,
    ...enActivities,
    ...enVolunteers,
    ...enCertificates,
    ...enOrders,
    ...enFigures,
    ...enSurveys,
    ...enSurveyAnswers,
    ...enAnswering,
    ...enSurveyResults,
    ...enInterviews,
    ...enExposure,
  },
}

export type WordKey = keyof (typeof sentences)['zh-CN']
/** Looks up one sentence; `{{n}}` in it is filled from `values`. */
export type Words = (key: WordKey, values?: Record<string, string | number>) => string

const spoken = i18next.createInstance()
void spoken.init({
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: { 'zh-CN': { translation: sentences['zh-CN'] }, en: { translation: sentences.en } },
})
const fixed = Object.fromEntries(LOCALES.map((locale) => [locale, spoken.getFixedT(locale)])) as Record<
  Locale,
  TFunction
>

// A page looks up a hundred sentences; most are said as they stand, and for those i18next's way is a third of the page's CPU.
const asTheyStand: Record<Locale, Partial<Record<string, string>>> = {
  'zh-CN': sentences['zh-CN'],
  en: { ...sentences['zh-CN'], ...sentences.en },
}
const lookups = Object.fromEntries(
  LOCALES.map((locale): [Locale, Words] => {
    const filled = fixed[locale] as unknown as Words
    return [locale, (key, values) => (values ? filled(key, values) : (asTheyStand[locale][key] ?? filled(key)))]
  }),
) as Record<Locale, Words>

/** The lookup of one locale's sentences. A key that a locale lacks is read in Chinese. */
export const wordsFor = (locale: Locale): Words => lookups[locale]

/** All sentences of the photo picker, as its browser side loads them. */
export const photoWordsOf = (locale: Locale) => (locale === 'en' ? enPhotos : zhPhotos)

/** Whether a sentence with this key exists: for keys built from data, such as `issue.<code>`. */
export const isWordKey = (key: string): key is WordKey => key in sentences['zh-CN']

/** The keys of sentences that begin so: for lists that are as long as their sentences. */
export const wordKeys = (beginning: string): WordKey[] =>
  (Object.keys(sentences['zh-CN']) as WordKey[]).filter((key) => key.startsWith(beginning))
