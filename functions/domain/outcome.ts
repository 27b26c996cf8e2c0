/** One reason for a refusal. `code` names a sentence in content/words (`issue.<code>`), `field` the question it belongs to, `detail` what the sentence fills in. */
export type Issue = { code: string; field?: string; detail?: Record<string, string | number> }

/** What a verb answers: its value, or why it was refused. Surprises are thrown, never returned. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; issues: Issue[] }

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const refused = (code: string, field?: string, detail?: Issue['detail']): { ok: false; issues: Issue[] } => ({
  ok: false,
  issues: [{ code, ...(field && { field }), ...(detail && { detail }) }],
})
