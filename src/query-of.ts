/** The fields that say something as a query with its question mark; '' where none does. */
export const queryOf = (fields: Record<string, string>): string => {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value))
  return query.size > 0 ? `?${query}` : ''
}
