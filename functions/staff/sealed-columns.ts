import type { Database, Statement } from '../http/app-types.ts'
import type { SealingPurpose } from './keys.ts'

/**
 * Every column that holds something sealed: under which purpose, what each text is bound to, and the two statements that
 * turn its key. `?1` of a list is the beginning of what is sealed with the key in use, `?2` where the last page ended. A text
 * that was changed since it was read stays as it is. test/domain/data-map.test.ts knows when one is missing here.
 */
export type SealedColumn = { table: string; column: string; purpose: SealingPurpose; list: string; renew: string }

/** `bound` is the SQL of what the text was sealed with: nearly always the id of its row. */
const sealedIn = (table: string, column: string, purpose: SealingPurpose = 'vault', bound = 'id'): SealedColumn => ({
  ...{ table, column, purpose },
  // What is missing is not sealed: NULL and '' are both no text.
  list: `SELECT id, ${column} AS sealed, ${bound} AS bound FROM ${table}
    WHERE ${column} <> '' AND substr(${column}, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
  renew: `UPDATE ${table} SET ${column} = ?1 WHERE id = ?2 AND ${column} = ?3`,
})

export const SEALED_COLUMNS: SealedColumn[] = [
  sealedIn('tip_offs', 'contact_sealed'),
  sealedIn('volunteers', 'contact_sealed'),
  sealedIn('orders', 'contact_sealed'),
  sealedIn('appeals', 'contact_sealed'),
  sealedIn('teams', 'leader_sealed'),
  sealedIn('certificates', 'name_sealed'),
  sealedIn('staff', 'totp_sealed', 'totp'),
  sealedIn('outbox_channels', 'password_sealed'),
  sealedIn('outbox_subscriptions', 'address_sealed'),
  sealedIn('survey_box', 'sealed', 'survey-box', 'json_array(id, survey_id, edition, community)'),
]

export type SealedText = { id: string; sealed: string; bound: string }

/** Texts of a column that another key sealed, by id, after the id of the last page. */
export const listOtherwiseSealed = async (
  db: Database,
  { list }: SealedColumn,
  begins: string,
  after: string,
  limit: number,
): Promise<SealedText[]> => (await db.prepare(list).bind(begins, after, limit).all<SealedText>()).results

/** The statement that puts a text sealed anew in the place of this one, while this one is still there. */
export const renewSealed = (
  db: Database,
  { renew }: SealedColumn,
  text: string,
  { id, sealed }: SealedText,
): Statement => db.prepare(renew).bind(text, id, sealed)
