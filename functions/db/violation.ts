/** Whether a write failed because this column (`table.column`) already holds the value; both hosts say it in SQLite's words. */
export const violatesUnique = (error: unknown, column: string): boolean =>
  error instanceof Error && error.message.includes(`UNIQUE constraint failed: ${column}`)

/**
 * Whether a write failed because this column was left empty. The last row of a batch may ask for what the rows before it
 * were to bring, and so take the whole batch back when they did not.
 */
export const violatesNotNull = (error: unknown, column: string): boolean =>
  error instanceof Error && error.message.includes(`NOT NULL constraint failed: ${column}`)
