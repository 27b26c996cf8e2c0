import * as v from 'valibot'
import { MENU_ITEM, ORDER, ORDER_RATINGS } from './order.ts'
import { phoneAs } from './team-input.ts'
import { line, lines, MALFORMED, withoutInvisible } from './text.ts'
import { Version } from './version.ts'

const plain = (max: number) => v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(max, MALFORMED))
const code = v.pipe(v.string(MALFORMED), v.maxLength(400, MALFORMED))
const within = ({ min, max }: { min: number; max: number }, field: string) =>
  v.pipe(
    v.nullish(v.number(MALFORMED), null),
    v.number(`${field}.missing`),
    v.integer(`${field}.wrong`),
    v.minValue(min, `${field}.wrong`),
    v.maxValue(max, `${field}.wrong`),
  )
const moment = v.nullish(v.pipe(v.number(MALFORMED), v.safeInteger(MALFORMED), v.minValue(0, MALFORMED)), null)

/**
 * An order as the form sends it. Codes: `order_day.missing`, `order_clock.missing`, `order_community.missing`, `address.*`, `people.*`, `need.*`, `order_name.*`,
 * `order_phone.*`, `order_consent.missing`, `website.leave_empty`; the wanted time is judged in place-order.ts.
 */
export const OrderInput = v.strictObject(
  {
    key: v.pipe(v.string(MALFORMED), v.regex(/^[A-Za-z0-9_-]{16,64}$/, MALFORMED)),
    item: v.pipe(v.string(MALFORMED), v.maxLength(20, MALFORMED)),
    wantedDay: v.pipe(plain(60), v.trim(), v.nonEmpty('order_day.missing')),
    wantedTime: v.pipe(plain(60), v.trim(), v.nonEmpty('order_clock.missing')),
    community: v.pipe(plain(64), v.nonEmpty('order_community.missing')),
    address: v.pipe(line(ORDER.address, 'address'), v.nonEmpty('address.missing')),
    people: within(ORDER.people, 'people'),
    text: v.pipe(lines(ORDER.need, 'need'), v.nonEmpty('need.missing')),
    name: v.pipe(line(ORDER.name, 'order_name'), v.transform(withoutInvisible), v.nonEmpty('order_name.missing')),
    phone: phoneAs('order_phone'),
    consent: v.pipe(
      v.optional(v.boolean(MALFORMED), false),
      v.check((yes) => yes, 'order_consent.missing'),
    ),
    solution: v.nullish(v.unknown(), null),
    // As in tip-off-input.ts: refused aloud, for a browser's autofill may have filled it in.
    website: v.pipe(v.optional(v.string(MALFORMED), ''), v.empty('website.leave_empty')),
    locale: v.optional(v.picklist(['zh-CN', 'en'], MALFORMED), 'zh-CN'),
  },
  MALFORMED,
)
export type OrderInput = v.InferOutput<typeof OrderInput>

/** The receipt code as typed; whether it is one is not told apart from whether it opens an order. */
export const TrackOrderInput = v.strictObject({ receipt: code }, MALFORMED)

/** What a resident does with their own order; what a move demands is checked by `checkOrderMove`. */
export const OwnOrderMoveInput = v.strictObject(
  {
    receipt: code,
    move: v.picklist(['agree', 'ask_time', 'cancel', 'review', 'not_done'], MALFORMED),
    version: v.optional(Version),
    said: lines(ORDER.said, 'order_said'),
    rating: v.nullish(v.picklist(ORDER_RATINGS, MALFORMED), null),
  },
  MALFORMED,
)
export type OwnOrderMoveInput = v.InferOutput<typeof OwnOrderMoveInput>

export const TeamCodeInput = v.strictObject({ code }, MALFORMED)

/** What a team does with an order; `at` is a moment (epoch ms). */
export const TeamOrderMoveInput = v.strictObject(
  {
    code,
    order: v.pipe(v.string(MALFORMED), v.uuid(MALFORMED)),
    move: v.picklist(['claim', 'propose', 'serve', 'hand_back'], MALFORMED),
    version: Version,
    at: moment,
    note: lines(ORDER.said, 'order_note'),
  },
  MALFORMED,
)
export type TeamOrderMoveInput = v.InferOutput<typeof TeamOrderMoveInput>

/** What the desk does with an order. */
export const DeskOrderMoveInput = v.strictObject(
  {
    move: v.picklist(['offer', 'take_back', 'decline'], MALFORMED),
    version: Version,
    team: plain(64),
    said: lines(ORDER.said, 'order_said'),
    note: lines(ORDER.said, 'order_note'),
  },
  MALFORMED,
)
export type DeskOrderMoveInput = v.InferOutput<typeof DeskOrderMoveInput>

const item = {
  centre: v.pipe(plain(64), v.nonEmpty('item_centre.missing')),
  kind: v.pipe(plain(64), v.nonEmpty('item_kind.missing')),
  title: v.pipe(line(MENU_ITEM.title, 'item_title'), v.transform(withoutInvisible), v.nonEmpty('item_title.missing')),
  text: v.pipe(lines(MENU_ITEM.text, 'item_text'), v.nonEmpty('item_text.missing')),
  lastsMinutes: within(MENU_ITEM.lasts, 'item_lasts'),
}

/** A service on a centre's menu as the desk enters it. Codes: `item_<field>.*`. */
export const MenuItemInput = v.strictObject(item, MALFORMED)
export type MenuItemInput = v.InferOutput<typeof MenuItemInput>

/** Edits a menu item, puts it on the menu, or takes it off for good (orders that were placed go on). */
export const MenuMoveInput = v.variant(
  'move',
  [
    v.strictObject({ ...item, move: v.literal('edit'), version: Version }, MALFORMED),
    v.strictObject({ move: v.literal('publish'), version: Version }, MALFORMED),
    v.strictObject({ move: v.literal('end'), version: Version }, MALFORMED),
  ],
  MALFORMED,
)
export type MenuMoveInput = v.InferOutput<typeof MenuMoveInput>
