/** What a colleague should look at before a survey opens. `code` is the key of its sentence in content/words. */
export type Finding = {
  code: string
  question?: string
  detail?: Record<string, string | number>
  severity: 'error' | 'hint'
}
