/** What the appeal's form holds, as typed. */
export type TypedAppeal = Record<(typeof FIELDS)[number], string>
const FIELDS = ['key', 'solution', 'website', 'claim', 'text', 'name', 'phone'] as const
const MOST = 8000

export const blankAppeal = (key: string): TypedAppeal =>
  ({ ...Object.fromEntries(FIELDS.map((name) => [name, ''])), key }) as TypedAppeal

export const readAppealForm = (form: FormData): TypedAppeal =>
  Object.fromEntries(
    FIELDS.map((name) => {
      const value = form.get(name)
      return [name, typeof value === 'string' ? value.slice(0, MOST) : '']
    }),
  ) as TypedAppeal

/** The form as the API takes it. */
export const toAppealInput = (number: string, { name, phone, solution, ...typed }: TypedAppeal, locale: string) => ({
  ...typed,
  number,
  locale,
  ...(solution && { solution }),
  ...((name.trim() || phone.trim()) && { contact: { name, phone } }),
})
