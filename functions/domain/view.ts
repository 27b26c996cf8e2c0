/** Base sizes of the elder view (关怀版), in CSS pixels; 30 is the largest that 工信部's specification asks for (2021). */
export const ELDER_SIZES = [22, 26, 30] as const
export type ElderSize = (typeof ELDER_SIZES)[number]

/** How a person wants to read: larger (关怀版) in one of three sizes, and with higher contrast. */
export type View = { elder: boolean; size: ElderSize; highContrast: boolean }

export const NORMAL_VIEW: View = { elder: false, size: 22, highContrast: false }
export const VIEW_COOKIE = 'view'

/** The view a Cookie header asks for, as in `view=elder.26.high`; anything unknown in it is the normal view. */
export const readView = (cookies: string | undefined): View => {
  const value = /(?:^|;\s*)view=([a-z0-9.]*)/.exec(cookies ?? '')?.[1] ?? ''
  const words = value.split('.')
  return {
    elder: words.includes('elder'),
    size: ELDER_SIZES.find((size) => words.includes(String(size))) ?? 22,
    highContrast: words.includes('high'),
  }
}

/** The cookie's value for a view; empty for the normal one. */
export const viewCookie = ({ elder, size, highContrast }: View): string =>
  [elder && 'elder', elder && size > 22 && String(size), highContrast && 'high'].filter(Boolean).join('.')

/** The view after a press on one of the buttons: each field of the form changes one thing, the rest stays. */
export const changeView = (
  view: View,
  asked: { elder?: string | undefined; size?: string | undefined; contrast?: string | undefined },
): View => {
  const size = ELDER_SIZES.find((one) => String(one) === asked.size)
  return {
    elder: asked.elder === undefined ? view.elder || size !== undefined : asked.elder === '1',
    size: size ?? view.size,
    highContrast: asked.contrast === undefined ? view.highContrast : asked.contrast === 'high',
  }
}
