import { categories, streets } from '../functions/district.ts'
import type { Sql } from './servers.ts'

/** Cases are spread evenly over this many days before now, so that 1 000 and 100 000 differ in number and nothing else. */
const DAYS = 400
const DAY = 86_400_000
const PART = 1000

const kinds = categories.flatMap((group) => group.children)
const communities = streets.flatMap((street) => street.communities.map((one) => ({ id: one.id, street: street.id })))
const words = JSON.stringify({
  category: kinds.map((kind) => kind.id),
  unit: kinds.map((kind) => kind.unit),
  hours: kinds.map((kind) => kind.deadline_hours),
  community: communities.map((one) => one.id),
  street: communities.map((one) => one.street),
  landmark: [
    '菜市场东门第三个摊位旁',
    '公交站台后面的人行道',
    '小学大门对面',
    '七号楼北侧垃圾投放点',
    '滨河步道第二座桥下',
  ],
  text: [
    '垃圾桶满了两天没有人来收，旁边还堆着旧沙发和装修的碎砖，下雨以后污水流到人行道上，老人走路很不方便，请尽快安排清理。',
    '三辆电动车长期停在盲道上，傍晚更多，盲人朋友没法走。',
    '路灯坏了一个星期，晚上放学的孩子要摸黑走过这一段，附近还有一个松动的井盖，走上去会响。',
  ],
})

// n counts the cases, h is its scramble: statuses, places and kinds come from h, so that neighbours in time differ.
// Open are the newest three in a hundred, and a few of the newest tenth; of all, five in a hundred are rejected, two merged,
// one withdrawn; the rest is closed, and two of three closed cases are published.
const CASES = `WITH RECURSIVE
  given (words, now, total) AS (SELECT ?1, CAST(?2 AS INTEGER), CAST(?3 AS INTEGER)),
  counted (n) AS (SELECT CAST(?4 AS INTEGER) UNION ALL SELECT n + 1 FROM counted WHERE n < ?5),
  scrambled AS (SELECT n, (n * 2654435761) % 4294967296 AS h FROM counted),
  placed AS (
    SELECT n, h, words, total,
      now - (total - n) * ${DAYS * DAY} / total AS received,
      json_array_length(words, '$.category') AS kinds, json_array_length(words, '$.community') AS places,
      CASE
        WHEN h % 100 < 5 THEN 'rejected' WHEN h % 100 < 7 THEN 'merged' WHEN h % 100 < 8 THEN 'withdrawn'
        WHEN n > total * 97 / 100 OR h % 100 < 12 AND n > total * 9 / 10
          THEN json_extract('["received","accepted","assigned","rectified","verified"]', '$[' || (h / 100 % 5) || ']')
        ELSE 'closed'
      END AS status
    FROM scrambled, given
  ),
  dated AS (
    SELECT *, received / 60000 * 60000 AS at, h / 7 % kinds AS k, h / 11 % places AS p,
      status = 'closed' AND h / 13 % 3 < 2 AS shown
    FROM placed
  )
INSERT INTO tip_offs (id, number, door, status, version, receipt_hash, category, street, community, landmark, text,
  photo_count, unit, due_at, received_at, changed_at, closed_at, published_at, published_until, public_text, public_before_key, public_after_key)
SELECT printf('%08x-0000-4000-8000-%012x', h, n), substr(strftime('%Y%m%d', at / 1000 + 28800, 'unixepoch'), 3) || '-' || printf('%05d', n % 100000),
  'problem', status, 6, printf('bench-%08x-%d', h, n),
  json_extract(words, '$.category[' || k || ']'), json_extract(words, '$.street[' || p || ']'),
  json_extract(words, '$.community[' || p || ']'), json_extract(words, '$.landmark[' || (h / 17 % 5) || ']'),
  json_extract(words, '$.text[' || (h / 19 % 3) || ']'), 2,
  CASE WHEN status IN ('assigned', 'rectified', 'verified', 'closed') THEN json_extract(words, '$.unit[' || k || ']') END,
  at + json_extract(words, '$.hours[' || k || ']') * 10800000, at, at,
  CASE WHEN status = 'closed' THEN at + (1 + h / 23 % 3) * ${DAY} END,
  CASE WHEN shown THEN at + (1 + h / 23 % 3) * ${DAY} + 3600000 END,
  CASE WHEN shown THEN 9000000000000000 END,
  CASE WHEN shown THEN json_extract(words, '$.text[' || (h / 19 % 3) || ']') END,
  CASE WHEN shown THEN printf('public/%08x%024x.jpg', h, n * 4 + 2) END,
  CASE WHEN shown THEN printf('public/%08x%024x.jpg', h, n * 4 + 4) END
FROM dated`

const EVENTS = `WITH steps (seq, kind, from_status, to_status, actor) AS (VALUES
  (1, 'receive', NULL, 'received', 'reporter'), (2, 'accept', 'received', 'accepted', 'staff'),
  (3, 'assign', 'accepted', 'assigned', 'staff'), (4, 'rectify', 'assigned', 'rectified', 'staff'),
  (5, 'verify', 'rectified', 'verified', 'staff'), (6, 'close', 'verified', 'closed', 'staff'))
INSERT INTO tip_off_events (id, tip_off_id, seq, kind, from_status, to_status, actor, happened_at)
SELECT printf('%s-%d', id, seq), id, seq, kind, from_status, to_status, actor, received_at + seq * 3600000
FROM tip_offs CROSS JOIN steps
WHERE tip_offs.rowid BETWEEN ?1 AND ?2 AND (status = 'closed' OR seq = 1)`

const PHOTOS = `WITH sides (kind, half) AS (VALUES ('before', 1), ('after', 3))
INSERT INTO photos (id, tip_off_id, kind, position, storage_key, media_type, byte_size, width, height, sha256, public_key, public_thumb_key)
SELECT printf('%s-%s', id, kind), id, kind, 0, printf('tip-offs/%s-%s.jpg', id, kind), 'image/jpeg', 130000, 1280, 960,
  printf('%064x', tip_offs.rowid),
  CASE WHEN published_at IS NOT NULL THEN printf('public/%08x%024x.jpg', tip_offs.rowid, half) END,
  CASE WHEN published_at IS NOT NULL THEN CASE kind WHEN 'before' THEN public_before_key ELSE public_after_key END END
FROM tip_offs CROSS JOIN sides
WHERE tip_offs.rowid BETWEEN ?1 AND ?2 AND (status = 'closed' OR kind = 'before')`

const EXPOSURES = `INSERT INTO exposures (id, tip_off_id, state, public_text, until, proposed_by, proposed_at, decided_by, decided_at)
SELECT id, id, 'published', public_text, published_until, 'one', published_at, 'another', published_at
FROM tip_offs WHERE tip_offs.rowid BETWEEN ?1 AND ?2 AND published_at IS NOT NULL`
const EXPOSED = `INSERT INTO exposure_pictures (exposure_id, photo_id, kind, position, public_key, public_thumb_key)
SELECT tip_off_id, photos.id, kind, position, public_key, public_thumb_key
FROM photos JOIN tip_offs ON tip_offs.id = tip_off_id
WHERE tip_offs.rowid BETWEEN ?1 AND ?2 AND public_key IS NOT NULL`

/** The SQL that fills an empty database with that many cases, their events and photo rows: the same on both hosts. */
export const casesSql = (total: number, now: number): Sql[][] =>
  Array.from({ length: Math.ceil(total / PART) }, (_, part): Sql[] => {
    const [first, last] = [part * PART + 1, Math.min((part + 1) * PART, total)]
    return [
      [CASES, words, now, total, first, last],
      [EVENTS, first, last],
      [PHOTOS, first, last],
      [EXPOSURES, first, last],
      [EXPOSED, first, last],
    ]
  })
