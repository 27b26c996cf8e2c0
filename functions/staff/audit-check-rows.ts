import type { Database } from '../http/app-types.ts'
import type { Check, Finding } from './verify-audit.ts'

const RECORD = `INSERT INTO audit_checks (checked_at, linked, waiting, head, finding, seq, audit_id)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (checked_at) DO NOTHING`
const LAST = `SELECT checked_at, linked, waiting, head, finding, seq, audit_id FROM audit_checks
  ORDER BY checked_at DESC LIMIT 1`

export type RecordedCheck = {
  checked_at: number
  linked: number
  waiting: number
  head: string
  finding: Finding['what'] | null
  /** How far the chain was followed, or where it breaks. */
  seq: number
  audit_id: string | null
}

export const recordCheck = async (db: Database, check: Check, now: number): Promise<void> => {
  const { linked, waiting, head, finding, to } = check
  await db
    .prepare(RECORD)
    .bind(
      now,
      linked,
      waiting,
      `${head.seq}:${head.link}`,
      finding?.what ?? null,
      finding?.seq ?? to,
      finding?.id ?? null,
    )
    .run()
}

export const findLastCheck = (db: Database): Promise<RecordedCheck | null> => db.prepare(LAST).first<RecordedCheck>()
