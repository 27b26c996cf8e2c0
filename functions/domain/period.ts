/** A month, a quarter or a year by the calendar in China; `from` and `to` are its first and last day, `2026-11-30`. */
export type Period = { kind: 'month' | 'quarter' | 'year'; id: string; from: string; to: string }

const two = (n: number) => String(n).padStart(2, '0')
/** The last day of a month (1–12). */
const lastDay = (year: string, month: number) =>
  `${year}-${two(month)}-${two(new Date(Date.UTC(Number(year), month, 0)).getUTCDate())}`

/** Reads `2026-11`, `2026-Q4` or `2026`; null for anything else. */
export const readPeriod = (text: string): Period | null => {
  const found = /^(20\d{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/.exec(text)
  if (!found) return null
  const [, year = '', quarter, month] = found
  if (month) return { kind: 'month', id: text, from: `${text}-01`, to: lastDay(year, Number(month)) }
  if (!quarter) return { kind: 'year', id: text, from: `${year}-01-01`, to: `${year}-12-31` }
  const last = Number(quarter) * 3
  return { kind: 'quarter', id: text, from: `${year}-${two(last - 2)}-01`, to: lastDay(year, last) }
}

/** The day after, `2026-12-01`. */
export const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** The twelve months that end with this period's last, the earliest first: `2025-12` … `2026-11`. */
export const twelveMonths = ({ to }: Period): string[] => {
  const last = Number(to.slice(0, 4)) * 12 + Number(to.slice(5, 7)) - 1
  return Array.from({ length: 12 }, (_, n) => {
    const month = last - 11 + n
    return `${Math.floor(month / 12)}-${two((month % 12) + 1)}`
  })
}

/** The periods before and after of the same length. */
export const besidePeriod = ({ kind, id }: Period): { before: string; after: string } => {
  const year = Number(id.slice(0, 4))
  if (kind === 'year') return { before: String(year - 1), after: String(year + 1) }
  const [parts, named] = kind === 'quarter' ? [4, (n: number) => 'Q' + n] : [12, two]
  const at = year * parts + Number(id.replace('Q', '').slice(5)) - 1
  const name = (n: number) => `${Math.floor(n / parts)}-${named((n % parts) + 1)}`
  return { before: name(at - 1), after: name(at + 1) }
}
