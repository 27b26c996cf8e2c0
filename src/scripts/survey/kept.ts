const WEEK = 7 * 24 * 3_600_000

/** Half-way answers on this phone: where somebody was (`at`), what was filled in, and which answers a quiz has told. */
export type Kept = {
  savedAt: number
  at: number
  told: number[]
  values: [string, string][]
  unseen: [string, string][]
}

export const keep = (name: string, kept: Omit<Kept, 'savedAt'>): void => {
  try {
    localStorage.setItem(name, JSON.stringify({ ...kept, savedAt: Date.now() }))
  } catch {
    // No storage here: the page itself still holds everything.
  }
}

/** What was kept within the last week, or null. */
export const findKept = (name: string): Kept | null => {
  try {
    const kept = JSON.parse(localStorage.getItem(name) || 'null') as Kept | null
    return kept && Date.now() - kept.savedAt < WEEK ? kept : null
  } catch {
    return null
  }
}

export const forget = (name: string): void => {
  try {
    localStorage.removeItem(name)
  } catch {
    // Nothing was kept.
  }
}
