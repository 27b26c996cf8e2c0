/** One section of the report: a heading, a table, and what the reader has to know about it. */
export type Section = { title: string; notes: string[]; head: string[]; rows: (string | number)[][] }

/** A number as people read it: three significant digits below a hundred, whole above; a dash for none. */
export const said = (value: number | null | undefined): string => {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(3)).toString()
}

export const times = (value: number): string => `${value.toFixed(2)}×`
export const percent = (value: number): string => `${(value * 100).toFixed(0)} %`

/** The section as Markdown: the first column to the left, numbers to the right. */
export const markdown = ({ title, notes, head, rows }: Section): string => {
  const line = (cells: (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? said(cell) : cell)).join(' | ')} |`
  const rule = `|${head.map((_, index) => (index === 0 ? '---' : '--:')).join('|')}|`
  return [`## ${title}`, '', line(head), rule, ...rows.map(line), '', ...notes.map((note) => `- ${note}`), ''].join(
    '\n',
  )
}

/** What one part of the bench gives: its table, and the figures the goals are held against, by name. */
export type Part = { section: Section; found: Record<string, number> }
