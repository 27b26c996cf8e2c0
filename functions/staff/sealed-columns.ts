import type { Database, Statement } from '../http/app-types.ts'
import type { SealingPurpose } from './keys.ts'

/**
 * Every column that holds something sealed: under which purpose, what each text is bound to, and the two statements that
 * turn its key. `?1` of a list is the beginning of what is sealed with the key in use, `?2` where the last page ended. A text
 * that was changed since it was read stays as it is. test/domain/data-map.test.ts knows when one is missing here.
 */
export type SealedColumn = { table: string; column: string; purpose: SealingPurpose; list: string; renew: string }

export const SEALED_COLUMNS: SealedColumn[] = [
  {
    ...{ table: 'tip_offs', column: 'contact_sealed', purpose: 'vault' },
    list: `SELECT id, contact_sealed AS sealed, id AS bound FROM tip_offs
      WHERE contact_sealed IS NOT NULL AND substr(contact_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE tip_offs SET contact_sealed = ?1 WHERE id = ?2 AND contact_sealed = ?3',
  },
  {
    ...{ table: 'volunteers', column: 'contact_sealed', purpose: 'vault' },
    list: `SELECT id, contact_sealed AS sealed, id AS bound FROM volunteers
      WHERE contact_sealed IS NOT NULL AND substr(contact_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE volunteers SET contact_sealed = ?1 WHERE id = ?2 AND contact_sealed = ?3',
  },
  {
    ...{ table: 'orders', column: 'contact_sealed', purpose: 'vault' },
    list: `SELECT id, contact_sealed AS sealed, id AS bound FROM orders
      WHERE contact_sealed IS NOT NULL AND substr(contact_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE orders SET contact_sealed = ?1 WHERE id = ?2 AND contact_sealed = ?3',
  },
  {
    ...{ table: 'appeals', column: 'contact_sealed', purpose: 'vault' },
    list: `SELECT id, contact_sealed AS sealed, id AS bound FROM appeals
      WHERE contact_sealed IS NOT NULL AND substr(contact_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE appeals SET contact_sealed = ?1 WHERE id = ?2 AND contact_sealed = ?3',
  },
  {
    ...{ table: 'teams', column: 'leader_sealed', purpose: 'vault' },
    list: `SELECT id, leader_sealed AS sealed, id AS bound FROM teams
      WHERE leader_sealed <> '' AND substr(leader_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE teams SET leader_sealed = ?1 WHERE id = ?2 AND leader_sealed = ?3',
  },
  {
    ...{ table: 'certificates', column: 'name_sealed', purpose: 'vault' },
    list: `SELECT id, name_sealed AS sealed, id AS bound FROM certificates
      WHERE name_sealed <> '' AND substr(name_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE certificates SET name_sealed = ?1 WHERE id = ?2 AND name_sealed = ?3',
  },
  {
    ...{ table: 'staff', column: 'totp_sealed', purpose: 'totp' },
    list: `SELECT id, totp_sealed AS sealed, id AS bound FROM staff
      WHERE totp_sealed IS NOT NULL AND substr(totp_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE staff SET totp_sealed = ?1 WHERE id = ?2 AND totp_sealed = ?3',
  },
  {
    ...{ table: 'outbox_channels', column: 'password_sealed', purpose: 'vault' },
    list: `SELECT id, password_sealed AS sealed, id AS bound FROM outbox_channels
      WHERE password_sealed <> '' AND substr(password_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE outbox_channels SET password_sealed = ?1 WHERE id = ?2 AND password_sealed = ?3',
  },
  {
    ...{ table: 'outbox_subscriptions', column: 'address_sealed', purpose: 'vault' },
    list: `SELECT id, address_sealed AS sealed, id AS bound FROM outbox_subscriptions
      WHERE address_sealed <> '' AND substr(address_sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE outbox_subscriptions SET address_sealed = ?1 WHERE id = ?2 AND address_sealed = ?3',
  },
  {
    ...{ table: 'survey_box', column: 'sealed', purpose: 'survey-box' },
    list: `SELECT id, sealed, json_array(id, survey_id, edition, community) AS bound FROM survey_box
      WHERE substr(sealed, 1, length(?1)) <> ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    renew: 'UPDATE survey_box SET sealed = ?1 WHERE id = ?2 AND sealed = ?3',
  },
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
