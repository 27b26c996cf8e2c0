/**
 * The path within this portal that a form asks to go back to, or '/' for anything else: another site, a scheme,
 * `//host`, `/\host`, control characters, over 500 characters, or an address of the API.
 */
export const ownPath = (asked: string | null | undefined): string => {
  if (!asked || asked.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(asked)) return '/'
  const url = URL.canParse(asked, 'https://portal.invalid') ? new URL(asked, 'https://portal.invalid') : null
  if (!url || url.origin !== 'https://portal.invalid') return '/'
  if (url.pathname.startsWith('//') || url.pathname.startsWith('/api/')) return '/'
  return url.pathname + url.search
}
