/** A name as others may see it: the first character, the rest as stars (李*, 欧**); at most two stars, so that length says little. */
export const maskName = (name: string): string => {
  const [first = '', ...rest] = name
  return first === '' ? '' : first + '*'.repeat(Math.min(2, Math.max(1, rest.length)))
}
