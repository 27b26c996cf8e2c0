const two = (text: string) => text.padStart(2, '0')

/**
 * A birthday as people write it, `20120508`, `2012-5-8` or `2012年5月8日`, as `2012-05-08`. What is none comes back as
 * it was typed: the API says what is wrong with it.
 */
export const readDay = (typed: string): string => {
  const text = typed.normalize('NFKC').trim()
  const [, year, month, day] =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?$/.exec(text) ?? []
  return year && month && day ? `${year}-${two(month)}-${two(day)}` : text
}
