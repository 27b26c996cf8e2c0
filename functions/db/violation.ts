/** Whether a write failed because this column (`table.column`) already holds the value; both hosts say it in SQLite's words. */
export const violatesUnique = (error: unknown, column: string): boolean =>
  error instanceof Error && error.message.includes(`UNIQUE constraint failed: ${column}`)
