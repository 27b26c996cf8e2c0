import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paths } from '../functions/paths.ts'
import { sqliteD1 } from '../functions/hosts/sqlite-d1.ts'
import { casesSql } from './cases.ts'
import { findFiled, openOffice, workCase } from './office.ts'
import { makeVisit } from './load.ts'
import { startRecorder, type Asked } from './record.ts'
import { schema } from './servers.ts'
import { times, type Part } from './table.ts'
import { fileTipOff, said, track, uploadPhoto } from './visits.ts'

const { api } = paths

type Seen = { name: string; open: boolean; asked: Asked[] }

const sum = (asked: Asked[], what: 'read' | 'written') => asked.reduce((total, one) => total + one[what], 0)

/** Everything that is counted, in the order of the table, at one size of the database. */
const visitAll = async (size: number, now: number): Promise<Seen[]> => {
  const recorder = await startRecorder()
  try {
    await recorder.sql(casesSql(size, now))
    const seen: Seen[] = []
    const note = (name: string, open: boolean, asked: Asked[]) => seen.push({ name, open, asked })
    const board = await recorder.visit({ path: api.board() })
    const [shown] = said<{ cases: { number: string }[] }>(board.answer).cases
    const read = async (name: string, path: string) => note(name, true, (await recorder.visit({ path })).asked)
    await read('home page, first in ten seconds', '/')
    await read('home page, after that', '/')
    note('public board, API', true, board.asked)
    await read('public board, page', `${paths.board('zh-CN')}?street=yunqiao-street`)
    await read('one published case, API', api.publicTipOff(shown!.number))
    await read('one published case, page', paths.tipOff('zh-CN', shown!.number))
    await read('figures, API', api.figures())
    await read('figures, page', paths.stats('zh-CN'))

    const uploaded = await recorder.visit(uploadPhoto(recorder.url))
    note('photo put on the shelf', true, uploaded.asked)
    const plain = await recorder.visit(fileTipOff(recorder.url))
    note('filing, no photo', true, plain.asked)
    const filed = await recorder.visit(fileTipOff(recorder.url, [said<{ token: string }>(uploaded.answer).token]))
    note('filing with one photo', true, filed.asked)
    const { receipt, number } = said<{ receipt: string; number: string }>(filed.answer)
    note('receipt look-up', true, (await recorder.visit(track(recorder.url, receipt))).asked)

    const office = await openOffice(recorder)
    note('queue at the desk', false, (await office.ask({ path: api.queue() })).asked)
    const id = await findFiled(office, number)
    note('one case at the desk', false, (await office.ask({ path: api.deskTipOff(id) })).asked)
    for (const { act, asked } of await workCase(office, id)) note(`act: ${act}`, false, asked)
    // It is public now: the course was the whole one.
    await makeVisit(recorder.url, [{ path: paths.tipOff('zh-CN', number) }])
    return seen
  } finally {
    await recorder.stop()
  }
}

/** Statements of which SQLite's plan on the node host walks a whole table, as `table: statement`. */
const scans = async (seen: Seen[], now: number): Promise<string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'))
  const db = sqliteD1(join(folder, 'portal.sqlite'))
  for (const batch of [schema(), ...casesSql(1000, now)]) {
    await db.batch(batch.map(([sql, ...values]) => db.prepare(sql).bind(...values)))
  }
  const statements = new Map(seen.flatMap(({ asked }) => asked.flatMap((one) => one.statements)).map((s) => [s.sql, s]))
  const found: string[] = []
  for (const { sql, values } of statements.values()) {
    const { results } = await db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>()
    for (const { detail } of results) {
      const [, table] = /^SCAN (\w+)/.exec(detail) ?? []
      if (table && !['CONSTANT', 'json_each', 'value'].includes(table) && !/VIRTUAL TABLE|SUBQUERY/.test(detail)) {
        found.push(`${detail}: ${sql.replace(/\s+/g, ' ').slice(0, 90)}`)
      }
    }
  }
  db.close()
  rmSync(folder, { recursive: true, force: true })
  return found
}

/** Section 3: database rows and round trips of each request, at two sizes of the database. */
export const countRows = async (quick: boolean): Promise<Part> => {
  const now = Date.now()
  const sizes = [1000, quick ? 10_000 : 100_000]
  const [small, large] = [await visitAll(sizes[0]!, now), await visitAll(sizes[1]!, now)]
  const scanned = await scans(small, now)
  const rowsOf = (list: Seen[], name: string) => list.find((one) => one.name === name)!.asked
  const written = (names: RegExp) =>
    sum(
      large.filter(({ name }) => names.test(name)).flatMap(({ asked }) => asked),
      'written',
    )
  const readOf = (name: string) => sum(rowsOf(large, name), 'read')
  const growth = (name: string) => readOf(name) / sum(rowsOf(small, name), 'read')
  const stored = written(/^(filing with one photo|act: (close|publish))$/)
  const course = written(/^(photo put on the shelf|filing with one photo|act: .*)$/)
  return {
    section: {
      title: `Database rows and round trips per request, at ${sizes.map((n) => n.toLocaleString('en')).join(' and ')} cases`,
      notes: [
        'Counted by D1 itself (`meta`) behind the built Worker in the local runtime; written rows include those of indexes. Reads that only sign in or check rights are in the numbers of the desk.',
        `Filing, closing and publishing write ${stored} rows (goal ≤ 12); the whole course with every act between, and both photos redacted, ${course}.`,
        scanned.length === 0
          ? 'On the node host no statement scans a base table (`EXPLAIN QUERY PLAN` of every statement seen above).'
          : `On the node host ${scanned.length} plans scan a base table: ${scanned.map((one) => `\`${one}\``).join('; ')}.`,
      ],
      head: ['request', 'round trips', ...sizes.map((n) => `read at ${n.toLocaleString('en')}`), 'growth', 'written'],
      rows: small.map(({ name, asked }, index) => {
        const [few, many] = [sum(asked, 'read'), sum(large[index]!.asked, 'read')]
        const grown = few === 0 ? '–' : times(many / few)
        return [name, large[index]!.asked.length, few, many, grown, sum(large[index]!.asked, 'written')]
      }),
    },
    found: {
      'rows.size': sizes[1]!,
      'rows.board': readOf('public board, API'),
      'rows.board.growth': growth('public board, API'),
      'rows.queue': readOf('queue at the desk'),
      'rows.queue.growth': growth('queue at the desk'),
      'rows.figures': readOf('figures, API'),
      'rows.figures.growth': growth('figures, API'),
      'rows.home': readOf('home page, first in ten seconds'),
      'rows.stored': stored,
      'rows.course': course,
      'rows.scans': scanned.length,
      'trips.public': Math.max(...large.filter(({ open }) => open).map(({ asked }) => asked.length)),
      'trips.kept': rowsOf(large, 'home page, after that').length,
    },
  }
}
