import Papa from 'papaparse'
import { streets } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { LIST, type ListedPerson, type ListFault, readVolunteerList } from '../domain/volunteer-list.ts'
import type { Env } from '../http/app-types.ts'
import { hmac } from '../staff/keys.ts'
import { type ImportedRecord, listKnown, listThere } from './import-rows.ts'
import { personKey } from './person.ts'

/** What a list would bring: told before anything is stored, and again with what was. */
export type ListReport = {
  hash: string
  rows: number
  fresh: number
  known: number
  /** Lines of our own export: their hours are here already. */
  ours: number
  duplicates: { row: number; of: number }[]
  faults: ListFault[]
  /** Minutes that would be added, and those that an earlier import of the same lines has added. */
  minutes: number
  minutesBefore: number
}
export type ListEntry = ListedPerson & { key: string; isNew: boolean; records: ImportedRecord[] }
export type LookedOver = { report: ListReport; entries: ListEntry[] }

const DAY_MINUTES = 1440
const communities = new Map(
  streets.flatMap((street) =>
    street.communities.flatMap(({ id, name }) => [id, name, name.replace(/社区$|村$/, '')].map((said) => [said, id])),
  ),
)

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const asUuid = (text: string) => text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

/** The text of a file: UTF-8 with or without its mark, UTF-16 with it, and otherwise GB18030, as Excel and WPS write it. */
export const decodeList = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** A person's earlier hours as records of a day at most each; their ids follow from the line, so that it counts once. */
const recordsOf = async (env: Env, person: ListedPerson, key: string, today: string): Promise<ImportedRecord[]> => {
  const { minutes, lastDay } = person
  const parts = Math.ceil(minutes / DAY_MINUTES)
  return Promise.all(
    Array.from({ length: parts }, async (_, part) => ({
      id: asUuid(hex(await hmac(env.PORTAL_SECRET, 'person', `imported:${key}:${lastDay ?? ''}:${minutes}:${part}`))),
      key,
      day: lastDay ?? today,
      minutes: Math.min(DAY_MINUTES, minutes - part * DAY_MINUTES),
    })),
  )
}

/**
 * Looks a list over and stores nothing: who is new, who is known (same mobile and name), which lines are faulty or stand
 * there twice. Refusals: `list.too_big`, `list.empty`, `list.no_columns`, `list.too_many`.
 */
export async function lookOverList(
  env: Env,
  bytes: Uint8Array<ArrayBuffer>,
  now: number,
): Promise<Outcome<LookedOver>> {
  if (bytes.length === 0) return refused('list.empty', 'file')
  if (bytes.length > LIST.bytes) return refused('list.too_big', 'file')
  const today = shanghaiDay(now)
  const { data } = Papa.parse<string[]>(decodeList(bytes), { skipEmptyLines: false })
  const read = readVolunteerList(data, today, (name) => communities.get(name) ?? null)
  if (!read.ok) return read
  const { people, faults, rows } = read.value
  const keys = await Promise.all(people.map(({ phone, name }) => personKey(env, phone, name)))
  const known = await listKnown(env.DB, keys)
  const first = new Map<string, number>()
  const duplicates: ListReport['duplicates'] = []
  const entries: ListEntry[] = []
  let ours = 0
  for (const [place, person] of people.entries()) {
    const key = keys[place]!
    const of = first.get(key)
    if (of !== undefined) {
      duplicates.push({ row: person.row, of })
      continue
    }
    first.set(key, person.row)
    const isOurs = known.get(key)?.includes(person.number) ?? false
    if (isOurs) ours += 1
    const records = isOurs ? [] : await recordsOf(env, person, key, today)
    entries.push({ ...person, key, isNew: !known.has(key), records })
  }
  const records = entries.flatMap((entry) => entry.records)
  const there = await listThere(
    env.DB,
    records.map(({ id }) => id),
  )
  const sum = (list: ImportedRecord[]) => list.reduce((total, { minutes }) => total + minutes, 0)
  const before = sum(records.filter(({ id }) => there.has(id)))
  const fresh = entries.filter(({ isNew }) => isNew).length
  const report = {
    hash: hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))),
    ...{ rows, fresh, known: entries.length - fresh, ours, duplicates, faults },
    minutes: sum(records) - before,
    minutesBefore: before,
  }
  return done({ report, entries })
}
