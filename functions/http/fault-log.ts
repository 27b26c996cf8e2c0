/**
 * One line about something that should not have happened: the kind of error and where, never its message, which may hold
 * what a resident wrote or a query.
 */
export const logFault = (at: string, stack: string, request?: string) => {
  const error = /^\w+/.exec(stack)?.[0] ?? 'Error'
  const where = stack.split('\n').filter((line) => /^\s+at /.test(line))
  console.error(
    JSON.stringify({ at, ...(request && { request }), error, where: where.slice(0, 6).map((one) => one.trim()) }),
  )
}

/** One line about something that is as it should be and worth keeping: names, codes and numbers only. */
export const logFact = (at: string, facts: Record<string, string | number | null>) => {
  console.error(JSON.stringify({ at, ...facts }))
}
