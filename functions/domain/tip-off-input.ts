import * as v from 'valibot'
import { hasNumbers } from './mask-numbers.ts'
import { readPhone } from './phone.ts'
import { line, lines, MALFORMED, withoutInvisible } from './text.ts'
import { DOORS, LANDMARK, NAME, PHOTOS, TEXT } from './tip-off.ts'

const chosen = (missing: string) => v.pipe(v.optional(v.string(MALFORMED), ''), v.nonEmpty(missing))
const number = (min: number, max: number) =>
  v.pipe(v.number(MALFORMED), v.minValue(min, MALFORMED), v.maxValue(max, MALFORMED))

const Position = v.strictObject({ lng: number(-180, 180), lat: number(-90, 90), accuracy: number(0, 1e6) }, MALFORMED)

/** Where it is: everybody reads it, the reported side as well, so nobody's number stands in it. `landmark.*` */
export const Landmark = v.pipe(
  line(LANDMARK, 'landmark'),
  v.check((text) => !hasNumbers(text), 'landmark.number'),
)

/** How to reach the reporter, or null. A form without script sends both fields empty: that is no contact. */
export const Contact = v.pipe(
  v.strictObject(
    {
      name: v.pipe(line(NAME, 'name'), v.transform(withoutInvisible)),
      phone: v.pipe(v.optional(v.string(MALFORMED), ''), v.maxLength(60, 'phone.wrong')),
    },
    MALFORMED,
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { name, phone } = dataset.value
    if (name === '' && phone.trim() === '') return null
    const read = readPhone(phone)
    if (read) return { name, phone: read }
    addIssue({
      message: phone.trim() === '' ? 'phone.missing' : 'phone.wrong',
      path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'phone', value: phone }],
    })
    return NEVER
  }),
)

/**
 * A tip-off as the form sends it. Codes: `category.missing`, `community.missing`, `landmark.*`, `text.*`, `photo.too_many`,
 * `name.*`, `phone.missing`, `phone.wrong`, `website.leave_empty`; another shape is `request.malformed`.
 * Whether category and community exist is asked where the district is known (file-tip-off.ts).
 */
export const TipOffInput = v.pipe(
  v.strictObject(
    {
      key: v.pipe(v.string(MALFORMED), v.regex(/^[A-Za-z0-9_-]{16,64}$/, MALFORMED)),
      door: v.picklist(DOORS, MALFORMED),
      category: chosen('category.missing'),
      placeKind: v.pipe(
        v.nullish(v.string(MALFORMED), ''),
        v.transform((kind) => kind || null),
      ),
      community: chosen('community.missing'),
      landmark: v.pipe(Landmark, v.nonEmpty('landmark.missing')),
      text: lines(TEXT, 'text'),
      photos: v.optional(
        v.pipe(
          v.array(v.pipe(v.string(MALFORMED), v.maxLength(1000, MALFORMED)), MALFORMED),
          v.maxLength(PHOTOS.max, 'photo.too_many'),
        ),
        [],
      ),
      position: v.nullish(Position, null),
      contact: v.nullish(Contact, null),
      solution: v.nullish(v.unknown(), null),
      // A field no person sees. Browsers' autofill may still fill it in, and a silent "thank you" would then lose a real
      // tip-off: so it is refused aloud, and the page shows the field with this sentence. A robot learns little from it.
      website: v.pipe(v.optional(v.string(MALFORMED), ''), v.empty('website.leave_empty')),
      locale: v.optional(v.picklist(['zh-CN', 'en'], MALFORMED), 'zh-CN'),
    },
    MALFORMED,
  ),
  v.forward(
    v.partialCheck([['text'], ['photos']], ({ text, photos }) => text !== '' || photos.length > 0, 'text.missing'),
    ['text'],
  ),
)
export type TipOffInput = v.InferOutput<typeof TipOffInput>
