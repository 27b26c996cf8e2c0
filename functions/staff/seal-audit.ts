import type { Env } from '../http/app-types.ts'
import { findHead, insertLinks, listUnlinked, type AuditRow, type Link } from './audit-chain-rows.ts'
import { base64url, hmac } from './keys.ts'

const AT_ONCE = 500

type Keyed = Pick<Env, 'DB' | 'PORTAL_SECRET'>

/** The link of a row that follows `before`: HMAC-SHA-256 over its place, the link before it and every column, as JSON. */
export const linkOf = async (
  { PORTAL_SECRET }: Pick<Env, 'PORTAL_SECRET'>,
  before: Link,
  row: AuditRow,
): Promise<Link> => {
  const { id, happened_at, staff_id, role, action, object_kind, object_id, result, request_id, detail } = row
  const bytes = JSON.stringify([
    ...[before.seq + 1, before.link, id, happened_at, staff_id, role],
    ...[action, object_kind, object_id, result, request_id, detail],
  ])
  return { seq: before.seq + 1, link: base64url(await hmac(PORTAL_SECRET, 'audit', bytes)) }
}

/**
 * Links every row of the audit log that is not linked yet, and answers where the chain ends. Links are added only behind
 * the one they were computed from, each batch as one statement: run twice at once or cut short, the chain is the same.
 */
export async function sealAudit(env: Keyed, now: number): Promise<Link> {
  for (;;) {
    const head = await findHead(env.DB)
    const rows = await listUnlinked(env.DB, AT_ONCE)
    if (rows.length === 0) return head
    const links: (Link & { id: string })[] = []
    let before = head
    for (const row of rows) {
      before = await linkOf(env, before, row)
      links.push({ ...before, id: row.id })
    }
    if (await insertLinks(env.DB, head, links, now)) continue
    // Somebody else linked meanwhile; if nobody did, trying again would not end.
    if ((await findHead(env.DB)).seq === head.seq) throw new Error('the audit log cannot be linked')
  }
}
