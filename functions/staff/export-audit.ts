import Papa from 'papaparse'
import { findUnit, nameIn } from '../district.ts'
import { type AuditFilter, writeAuditFilter } from '../domain/audit-filter.ts'
import { CSV, CSV_MARK } from '../domain/plain-cells.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { showSecond } from '../domain/show-time.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { NEWEST, type Cursor } from '../http/cursor.ts'
import { isWordKey, wordsFor } from '../words.ts'
import { recordAct } from './audit.ts'
import { listActs, type RecordedAct } from './audit-list-rows.ts'

const AT_ONCE = 500
const COLUMNS = [
  'at',
  'by',
  'role',
  'act',
  'action',
  'object',
  'number',
  'unit',
  'result',
  'detail',
  'request',
  'id',
] as const
const encoder = new TextEncoder()
const t = wordsFor('zh-CN')

const lineOf = (act: RecordedAct): string[] => {
  const sentence = `desk.act.${act.action}`
  const kind = `desk.act.kind.${act.object_kind}`
  return [
    ...[showSecond(act.happened_at), act.by_name ?? t('desk.act.stranger'), act.role ? t(`desk.role.${act.role}`) : ''],
    isWordKey(sentence) ? t(sentence, { who: '', object: '…', team: '…' }) : '',
    ...[act.action, isWordKey(kind) ? t(kind) : act.object_kind, act.number ?? act.object_id],
    act.unit === null ? '' : nameIn('zh-CN', findUnit(act.unit)),
    ...[act.result, act.detail ?? '', act.request_id, act.id],
  ]
}

/**
 * The acts of a filter as comma-separated lines, newest first, as they flow from the database. The first line says who made
 * the file, when and what for: so a copy that wanders tells where it came from. The export is an act of its own, recorded
 * with its purpose and its filter before the first line is read.
 */
export async function exportAudit(
  env: Env,
  filter: AuditFilter,
  purpose: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<{ body: ReadableStream<Uint8Array>; name: string }> {
  const object = { kind: 'audit' as const, id: writeAuditFilter(filter) || 'all' }
  await recordAct(env.DB, { staff, action: 'audit:export', object, detail: purpose, result: 'ok', ...asked }).run()
  const mark = t('audit.file_mark', { name: staff.name, at: showSecond(asked.now), purpose })
  const heads = [[mark], COLUMNS.map((column) => t(`audit.column.${column}`))]
  let behind: Cursor = NEWEST
  // Read before the answer begins, so that a fault is still an error answer.
  let acts = await listActs(env.DB, filter, behind, AT_ONCE)
  let first = true
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!first) acts = await listActs(env.DB, filter, behind, AT_ONCE)
      const lines = [...(first ? heads : []), ...acts.map(lineOf)]
      if (lines.length > 0)
        controller.enqueue(encoder.encode((first ? CSV_MARK : '') + Papa.unparse(lines, CSV) + CSV.newline))
      first = false
      const last = acts.at(-1)
      if (last) behind = { at: last.happened_at, id: last.id }
      if (!last || acts.length < AT_ONCE) controller.close()
    },
  })
  return { body, name: `audit-${shanghaiDay(asked.now)}.csv` }
}
