/** A value as SQLite reads it in a text of SQL; what cannot be written exactly is refused. */
export const literal = (value) => {
  if (value === null) return 'NULL'
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string' && !value.includes('\0')) return `'${value.replaceAll("'", "''")}'`
  throw new Error('cannot be written as SQL')
}

/** Fills the marks of a statement, `?` in order and `?1` by number, outside of its quoted texts. */
export const fill = (sql, values) => {
  let next = 0
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|\?(\d*)/g, (whole, number) => {
    if (whole[0] !== '?') return whole
    const at = number ? Number(number) - 1 : next
    next = at + 1
    if (at >= values.length) throw new Error('a value is missing')
    return literal(values[at])
  })
}

/** A database that does nothing but write down, as SQL for `wrangler d1 execute`, what it was asked to change. */
export const recordingD1 = () => {
  const texts = []
  const statement = (sql, values) => ({
    text: () => fill(sql, values),
    bind: (...next) => statement(sql, next),
    first: async () => null,
    all: async () => ({ results: [], success: true, meta: { changes: 0 } }),
    run: async () => {
      texts.push(fill(sql, values))
      return { results: [], success: true, meta: { changes: 1 } }
    },
  })
  return {
    db: {
      prepare: (sql) => statement(sql, []),
      batch: async (statements) => {
        texts.push(...statements.map((one) => one.text()))
        return statements.map(() => ({ results: [], success: true, meta: { changes: 1 } }))
      },
    },
    sql: () => texts.map((text) => `${text.trim().replace(/;$/, '')};\n`).join(''),
  }
}
