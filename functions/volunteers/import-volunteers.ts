import { findCentre } from '../district.ts'
import { done, refused, type Outcome } from '../domain/outcome.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { wordsFor } from '../words.ts'
import { countImported, type ImportedBook, insertImported } from './import-rows.ts'
import { type ListEntry, type ListReport, lookOverList } from './look-over-list.ts'
import { codeHash, phoneHash, sealContact } from './person.ts'

const AT_ONCE = 100

const bookOf = async (env: Env, { key, name, phone, community }: ListEntry): Promise<ImportedBook> => {
  const id = crypto.randomUUID()
  const [sealed, hash, code] = await Promise.all([
    sealContact(env, { name, phone, born: null, guardian: null }, id),
    phoneHash(env, phone),
    // Nobody knows a code for it until the desk gives one.
    codeHash(env, phone, id),
  ])
  return { id, key, sealed, phoneHash: hash, codeHash: code, community }
}

/**
 * Takes a looked-over list over: people who are new get a book (no query code until the desk gives one), everybody's
 * earlier hours become records of the centre. `confirm` is the hash the report was shown with: another file is
 * `list.other_file`. In batches of a hundred, each safe to repeat: the same file again doubles nobody and no hour.
 * Faulty and double lines are left out. Refusals: those of `lookOverList`, `centre.missing`.
 */
export async function importVolunteers(
  env: Env,
  bytes: Uint8Array<ArrayBuffer>,
  how: { confirm: string; centre: string },
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<ListReport & { imported: { people: number; minutes: number } }>> {
  const looked = await lookOverList(env, bytes, asked.now)
  if (!looked.ok) return looked
  const { report, entries } = looked.value
  const object = { kind: 'volunteer' as const, id: report.hash.slice(0, 32) }
  const act = { staff, action: 'volunteer:import', object, ...asked }
  const refuse = async (code: string, field: string) => {
    await recordRefusal(env.DB, act, code)
    return refused(code, field)
  }
  if (how.confirm !== report.hash) return refuse('list.other_file', 'file')
  if (!findCentre(how.centre)) return refuse('centre.missing', 'centre')
  const year = 'V' + shanghaiDay(asked.now).slice(2, 4)
  const into = { year, title: wordsFor('zh-CN')('desk_people.imported_title'), centre: how.centre, at: asked.now }
  const detail = `rows ${report.rows} new ${report.fresh} known ${report.known}`
  const imported = { people: 0, minutes: 0 }
  for (let from = 0; from < Math.max(1, entries.length); from += AT_ONCE) {
    const part = entries.slice(from, from + AT_ONCE)
    const books = await Promise.all(part.filter(({ isNew }) => isNew).map((entry) => bookOf(env, entry)))
    const records = part.flatMap((entry) => entry.records)
    const statements = insertImported(env.DB, books, records, into)
    await env.DB.batch([...(from === 0 ? [recordAct(env.DB, { ...act, detail, result: 'ok' })] : []), ...statements])
    const ids = [books.map(({ id }) => id), records.map(({ id }) => id)] as const
    const counted = await countImported(env.DB, ids[0], ids[1], asked.now)
    imported.people += counted.people
    imported.minutes += counted.minutes
  }
  return done({ ...report, imported })
}
