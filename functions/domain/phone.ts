import { withoutInvisible } from './text.ts'

const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = /^0\d{2,3}-?\d{7,8}(-\d{1,6})?$/
const SERVICE = /^[48]00\d{7}$/

/**
 * A phone number of mainland China as it is dialled there, or null when it is none:
 * `13800138000`, `010-12345678-123`, `4001234567`. Forgives spaces, hyphens, brackets, full-width digits, +86, 0086 and 86.
 * Number plan: 电信网编号计划; mobile prefixes 13–19.
 */
export const readPhone = (typed: string): string | null => {
  const dialled = withoutInvisible(typed.normalize('NFKC'))
    .replace(/[\s()]/g, '')
    .replace(/[\u2010-\u2015\u2212\uff0d]/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
  const abroad = /^(\+|00)86-?/.exec(dialled)
  const rest = abroad ? dialled.slice(abroad[0].length) : dialled
  const digits = rest.replaceAll('-', '')
  if (MOBILE.test(digits)) return digits
  if (MOBILE.test(digits.slice(2)) && digits.startsWith('86')) return digits.slice(2)
  if (SERVICE.test(digits)) return digits
  // From abroad the area code is dialled without its 0: +86 10 1234 5678.
  const area = abroad && !rest.startsWith('0') ? `0${rest}` : rest
  if (LANDLINE.test(area)) return area
  // Hyphens between all groups (010-1234-5678): the number without them, if it is one.
  return /^0\d{9,11}$/.test(area.replaceAll('-', '')) ? area.replaceAll('-', '') : null
}
