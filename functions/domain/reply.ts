/** What a template leaves open, in the order it stands: `【承办单位】` → `承办单位`. */
export const blanksIn = (text: string): string[] =>
  Array.from(text.matchAll(/【([^】]*)】/g), (found) => found[1] ?? '')

/** Whether words to a resident still hold a blank of a template: such a reply is never sent (`said.blank_left`). */
export const hasBlank = (text: string): boolean => /[【】]/.test(text)

/** The template with the blanks that are known here filled in; what nobody knows stays open. */
export const fillBlanks = (template: string, known: Record<string, string | undefined>): string =>
  template.replace(/【([^】]*)】/g, (blank, name: string) => known[name] || blank)
