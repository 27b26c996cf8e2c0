/** What was typed, kept on this phone for a week. Contact details and the position are never kept. */
const WEEK = 7 * 24 * 3_600_000
const KEPT = ['group', 'category', 'community', 'landmark', 'placeKind', 'text']

type Draft = { key: string; savedAt: number; values: [string, string][] }

const controls = (form: HTMLFormElement, name: string) => [
  ...form.querySelectorAll<HTMLInputElement>(`[name="${name}"]`),
]

const anything = (form: HTMLFormElement, values: [string, string][]) =>
  values.length > 0 || form.querySelector('[name=token], .picker img') !== null

export const saveDraft = (form: HTMLFormElement, name: string): void => {
  const filled = new FormData(form)
  const values = KEPT.map((one): [string, string] => [one, String(filled.get(one) ?? '')]).filter(([, value]) => value)
  if (!anything(form, values)) return
  try {
    const draft: Draft = { key: String(filled.get('key')), savedAt: Date.now(), values }
    localStorage.setItem(name, JSON.stringify(draft))
  } catch {
    // No storage here: the form itself still holds everything.
  }
}

/** The draft of the last week with a function that puts it back into the form, or null. */
export const readDraft = (name: string): (Draft & { fill: (form: HTMLFormElement) => void }) | null => {
  try {
    const draft = JSON.parse(localStorage.getItem(name) ?? 'null') as Draft | null
    if (!draft || Date.now() - draft.savedAt > WEEK) return null
    const fill = (form: HTMLFormElement) => {
      controls(form, 'key')[0]!.value = draft.key
      for (const [field, value] of draft.values)
        for (const control of controls(form, field)) {
          if (control.type === 'radio') control.checked = control.value === value
          else control.value = value
          control.dispatchEvent(new Event('restored'))
        }
    }
    return { ...draft, fill }
  } catch {
    return null
  }
}

export const clearDraft = (name: string): void => {
  try {
    localStorage.removeItem(name)
  } catch {
    // Nothing was kept.
  }
}
