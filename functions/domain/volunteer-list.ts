import * as v from 'valibot'
import { done, refused, type Outcome } from './outcome.ts'
import { mobile, personName } from './sign-up-input.ts'
import { AGE, ageOn } from './volunteer.ts'

/** How large a list may be, and the most hours one line may bring. */
export const LIST = { rows: 2000, bytes: 1024 * 1024, hours: 3000 }

/** The heads a column is known by, as district and national forms write them; spaces and brackets' width are forgiven. */
const HEADS = {
  number: ['志愿者编号', '编号'],
  name: ['姓名', '志愿者姓名'],
  phone: ['手机号码', '手机号', '手机', '联系电话', '电话', '联系方式'],
  age: ['年龄段', '年龄'],
  born: ['出生日期', '出生年月日'],
  community: ['所属社区(服务区域)', '所属社区', '社区', '服务区域'],
  hours: ['服务时长(小时)', '服务时长', '累计时长', '累计服务时长', '时长'],
  lastDay: ['最近服务日期', '服务日期', '截止日期'],
} as const
type Column = keyof typeof HEADS

/** One person of a list, as the line says. `row`: its line in the file, the heads being line 1. */
export type ListedPerson = {
  row: number
  number: string
  name: string
  phone: string
  community: string
  minutes: number
  lastDay: string | null
}
/** What keeps a line from being taken over. */
export type ListFault = { row: number; code: string; value: string }
export type VolunteerList = { rows: number; people: ListedPerson[]; faults: ListFault[] }

const plain = (text: string) => text.normalize('NFKC').replace(/\s/g, '')

/** A day as people type it (2026-10-01, 2026/10/1, 20261001, 2026年10月1日), or null. */
export const readDay = (text: string): string | null => {
  const found = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(plain(text))
  const day = found ? `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}` : ''
  return ageOn(day, day) === null ? null : day
}

/** Whether the line is of an adult, or why that is not so. */
const ageFault = (age: string, born: string, today: string): string | null => {
  if (plain(born) !== '') {
    const day = readDay(born)
    const years = day === null || day > today ? null : ageOn(day, today)
    return years === null ? 'list.born_wrong' : years < AGE.adult ? 'list.minor' : null
  }
  const said = plain(age)
  if (said === '') return 'list.age_missing'
  if (/^(成年|成人|已满18|满18|18)/.test(said)) return null
  const years = /^\d{1,3}/.exec(said)
  if (years) return Number(years[0]) < AGE.adult ? 'list.minor' : null
  return /未成年|青少年|儿童|学生/.test(said) ? 'list.minor' : 'list.age_wrong'
}

const readMinutes = (text: string): number | null => {
  const said = plain(text)
  if (said === '') return 0
  if (!/^\d{1,5}(\.\d{1,2})?$/.test(said)) return null
  const minutes = Math.round(Number(said) * 60)
  return minutes > LIST.hours * 60 ? null : minutes
}

const firstIssue = (schema: v.GenericSchema<unknown, string>, cell: string): Outcome<string> => {
  const read = v.safeParse(schema, cell, { abortPipeEarly: true })
  return read.success ? done(read.output) : refused(read.issues[0].message)
}

/**
 * Reads a list of volunteers from the cells of a table, heads first: each line a person, or what is wrong with it.
 * A line of somebody under 18 is never taken over: a guardian's consent cannot come from a list. Cells that begin like a
 * formula are refused. `communityOf` finds a community by its name.
 * Refusals of the whole: `list.empty`, `list.no_columns` (detail `names`), `list.too_many`.
 */
export const readVolunteerList = (
  table: string[][],
  today: string,
  communityOf: (name: string) => string | null,
): Outcome<VolunteerList> => {
  const [heads = [], ...lines] = table
  const known = heads.map(plain)
  const columns = Object.fromEntries(
    Object.entries(HEADS).map(([column, names]) => [
      column,
      known.findIndex((head) => names.some((one) => one === head)),
    ]),
  ) as Record<Column, number>
  const missing: Column[] = (['name', 'phone', 'community'] as const).filter((column) => columns[column] < 0)
  if (columns.age < 0 && columns.born < 0) missing.push('age')
  if (missing.length > 0)
    return refused('list.no_columns', 'file', { names: missing.map((column) => HEADS[column][0]).join('、') })
  const people: ListedPerson[] = []
  const faults: ListFault[] = []
  let rows = 0
  for (const [place, line] of lines.entries()) {
    if (line.every((cell) => cell.trim() === '')) continue
    rows += 1
    if (rows > LIST.rows) return refused('list.too_many', 'file', { max: LIST.rows })
    const cell = (column: Column) => (columns[column] < 0 ? '' : (line[columns[column]] ?? ''))
    const row = place + 2
    const fault = (code: string, value: string) => faults.push({ row, code, value: value.trim().slice(0, 30) })
    const [name, phone] = [firstIssue(personName, cell('name')), firstIssue(mobile, cell('phone'))]
    const community = communityOf(plain(cell('community')))
    const minutes = readMinutes(cell('hours'))
    const day = plain(cell('lastDay')) === '' ? '' : readDay(cell('lastDay'))
    const age = ageFault(cell('age'), cell('born'), today)
    if (/^[=+\-@]/.test(cell('name').trim())) fault('list.formula', cell('name'))
    else if (!name.ok) fault(name.issues[0]!.code, cell('name'))
    else if (!phone.ok) fault(phone.issues[0]!.code, cell('phone'))
    else if (age !== null) fault(age, cell('born') || cell('age'))
    else if (community === null) fault('list.community_wrong', cell('community'))
    else if (minutes === null) fault('list.hours_wrong', cell('hours'))
    else if (day === null || day > today) fault('list.day_wrong', cell('lastDay'))
    else {
      const number = plain(cell('number')).toUpperCase()
      people.push({ row, number, name: name.value, phone: phone.value, community, minutes, lastDay: day || null })
    }
  }
  return rows === 0 ? refused('list.empty', 'file') : done({ rows, people, faults })
}
