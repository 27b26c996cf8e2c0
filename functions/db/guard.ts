/**
 * The condition an act's rows share: `INSERT … SELECT …` followed by this `FROM … WHERE …` adds its row only while
 * the condition holds, so that event, audit row and message stand or fall with the change itself.
 * `from` is a constant of a rows file, never built from data; its parameters are plain `?`, for they follow others.
 */
export type Guard = { from: string; values: (string | number | null)[] }
