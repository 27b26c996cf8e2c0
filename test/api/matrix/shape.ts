const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const namesOf = (things: Record<string, unknown>[]): string =>
  [...new Set(things.flatMap((thing) => Object.keys(thing)))].sort().join(' ')

const shapeOfValue = (value: unknown): string => {
  if (isObject(value)) return `{${namesOf([value])}}`
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) return `[${namesOf(value)}]`
  return ''
}

/**
 * The names in an answer, one level deep, in order: `a b{c d} e[f g]` is an object with a value, an object and a list of
 * objects. A list that is empty or of plain values is only named. What is no JSON is named by its type.
 */
export const shapeOf = async (response: Response): Promise<string> => {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!
  if (type !== 'application/json') return type
  const answer = (await response.json()) as unknown
  if (!isObject(answer)) return shapeOfValue(answer)
  return Object.keys(answer)
    .sort()
    .map((name) => name + shapeOfValue(answer[name]))
    .join(' ')
}
