import Papa from 'papaparse'
import writeExcelFile from 'write-excel-file/universal'
import { findCommunity, findSkill } from '../district.ts'
import { shanghaiDay } from '../domain/shanghai-day.ts'
import { halfHours } from '../domain/volunteer.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { wordsFor } from '../words.ts'
import { type ExportRow, listToExport } from './export-rows.ts'
import { openContact } from './person.ts'

const AT_ONCE = 500

export const EXPORT_COLUMNS = [
  'number',
  'name',
  'phone',
  'age',
  'street',
  'community',
  'skills',
  'registered',
  'hours',
  'minutes',
  'times',
  'last_day',
] as const

const lineOf = async (env: Env, row: ExportRow): Promise<(string | number)[]> => {
  const t = wordsFor('zh-CN')
  const contact = await openContact(env, row.contact_sealed, row.id)
  const community = findCommunity(row.community)
  const skills = (JSON.parse(row.skills) as string[]).map((skill) => findSkill(skill)?.name ?? skill)
  return [
    ...[row.number, contact?.name ?? '', contact?.phone ?? '', t(`desk_people.age.${row.age_band}`)],
    ...[community?.street.name ?? '', community?.name ?? row.community, skills.join('、')],
    ...[shanghaiDay(row.registered_at), halfHours(row.minutes), row.minutes, row.times, row.last_day ?? ''],
  ]
}

/**
 * Everybody with a living book, one line each, under the field names of MZ/T 061-2015 (志愿服务信息系统基本规范) as far as
 * this portal knows them: 志愿者编号 (this portal's own, not the national 统一编号), 姓名, 手机号码 (a party's member has their
 * leader's), 年龄段 instead of a date of birth, 所属街道 and 所属社区 (服务区域), 技能, 注册时间, 服务时长 in hours rounded to halves
 * and in minutes, 服务次数, 最近服务日期. Not covered, for it is never collected: sex, identity document, nationality, political
 * status, schooling, work, e-mail, training, commendation, evaluation. Guardians of minors are left out on purpose.
 * It opens names and numbers: `reason` stands in the audit log before the first is opened.
 */
export async function exportVolunteers(
  env: Env,
  format: 'csv' | 'xlsx',
  reason: string,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<{ body: Uint8Array<ArrayBuffer>; type: string; name: string }> {
  const object = { kind: 'volunteer' as const, id: format }
  await recordAct(env.DB, { staff, action: 'volunteer:export', object, detail: reason, result: 'ok', ...asked }).run()
  const t = wordsFor('zh-CN')
  const lines: (string | number)[][] = []
  let after = ''
  for (;;) {
    const rows = await listToExport(env.DB, after, AT_ONCE)
    lines.push(...(await Promise.all(rows.map((row) => lineOf(env, row)))))
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) break
    after = last.id
  }
  const heads = EXPORT_COLUMNS.map((column) => t(`desk_people.column.${column}`))
  const name = `volunteers-${shanghaiDay(asked.now)}.${format}`
  if (format === 'csv') {
    // The mark makes Excel and WPS read UTF-8; what looks like a formula is made text.
    const text = '\ufeff' + Papa.unparse([heads, ...lines], { newline: '\r\n', escapeFormulae: true })
    return { body: new TextEncoder().encode(text), type: 'text/csv; charset=utf-8', name }
  }
  const cells = lines.map((line) =>
    line.map((value) => (typeof value === 'number' ? { value, type: Number } : { value, type: String })),
  )
  const blob = await writeExcelFile([heads.map((value) => ({ value, fontWeight: 'bold' as const })), ...cells], {
    sheet: t('desk_people.sheet'),
    columns: EXPORT_COLUMNS.map(() => ({ width: 16 })),
  }).toBlob()
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return { body: new Uint8Array(await blob.arrayBuffer()), type, name }
}
