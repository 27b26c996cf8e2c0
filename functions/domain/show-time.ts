const two = (n: number) => String(n).padStart(2, '0')
const MONTHS = 'January February March April May June July August September October November December'.split(' ')

/** Calendar parts of a moment in Asia/Shanghai, which has had no summer time since 1991: UTC+8 always. */
const inShanghai = (moment: number) => {
  const local = new Date(moment + 8 * 3_600_000)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    clock: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`,
  }
}

/** A moment (epoch ms) as a day people read: 2026年11月22日, or 22 November 2026. */
export const showDay = (locale: string, moment: number): string => {
  const { year, month, day } = inShanghai(moment)
  return locale === 'en' ? `${day} ${MONTHS[month - 1]} ${year}` : `${year}年${month}月${day}日`
}

/** A moment (epoch ms) to the minute: 2026年11月22日 14:00, or 22 November 2026, 14:00. */
export const showMinute = (locale: string, moment: number): string =>
  `${showDay(locale, moment)}${locale === 'en' ? ',' : ''} ${inShanghai(moment).clock}`

/** A moment (epoch ms) for the datetime attribute of <time>, as a day of Asia/Shanghai: 2026-11-22. */
export const isoDay = (moment: number): string => {
  const { year, month, day } = inShanghai(moment)
  return `${year}-${two(month)}-${two(day)}`
}

/** A month such as 2027-03 as people read it: 2027年3月, or March 2027. */
export const showMonth = (locale: string, month: string): string => {
  const [year, number] = month.split('-')
  return locale === 'en' ? `${MONTHS[Number(number) - 1]} ${year}` : `${year}年${Number(number)}月`
}

const WEEKDAYS = {
  'zh-CN': '日一二三四五六',
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
}

/** A moment (epoch ms) as a day with its weekday, for what is promised: 2026年11月24日（周二）, or Tuesday 24 November 2026. */
export const showPromisedDay = (locale: string, moment: number): string => {
  const weekday = new Date(moment + 8 * 3_600_000).getUTCDay()
  return locale === 'en'
    ? `${WEEKDAYS.en[weekday]} ${showDay(locale, moment)}`
    : `${showDay(locale, moment)}（周${WEEKDAYS['zh-CN'][weekday]}）`
}

/** A day written 2026-11-22 as people read it. */
export const showIsoDay = (locale: string, day: string): string => showDay(locale, Date.parse(`${day}T00:00:00+08:00`))

/** The time of day of a moment (epoch ms), as clocks show it: 09:00. */
export const showClock = (moment: number): string => inShanghai(moment).clock

/** From when to when: 2026年11月28日（周六）09:00–11:30, or Saturday 28 November 2026, 09:00–11:30; with both days over midnight. */
export const showSpan = (locale: string, from: number, to: number): string => {
  const start = (at: number) => `${showPromisedDay(locale, at)}${locale === 'en' ? ', ' : ' '}${showClock(at)}`
  return isoDay(from) === isoDay(to) ? `${start(from)}–${showClock(to)}` : `${start(from)} – ${start(to)}`
}

/** A moment (epoch ms) to the second in Asia/Shanghai, as spreadsheets read it: 2026-11-22 14:00:05. */
export const showSecond = (moment: number): string =>
  new Date(moment + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
