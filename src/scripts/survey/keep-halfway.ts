import { findKept, forget, keep, type Kept } from './kept.ts'
import type { Runner } from './run-core.ts'

export type Halfway = {
  /** What was kept here before, with a way to go on from it. */
  kept: (Kept & { resume: () => void }) | null
  forget: () => void
  /** Empties everything and starts anew. */
  reset: () => void
}

/** Keeps half-way answers on this phone under `name` (null: nothing is kept), from the first question on. */
export const keepHalfway = (runner: Runner, name: string | null): Halfway => {
  const { root, fields, screens, seen, told, at, go, show, update } = runner
  const unseen = [...root.querySelectorAll<HTMLInputElement>('[name=key], [name=started]')]
  const found = name ? findKept(name) : null
  const save = () => {
    if (name && at() > 0)
      keep(name, {
        at: at(),
        told: [...told],
        values: fields.filled(),
        unseen: unseen.map(({ name, value }): [string, string] => [name, value]),
      })
  }
  for (const kind of ['updated', 'shown']) root.addEventListener(kind, save)
  const fill = (values: readonly [string, string][]) => {
    fields.fill(values)
    root.dispatchEvent(new Event('filled'))
  }
  const forgetIt = () => {
    if (name) forget(name)
  }
  return {
    kept: found && {
      ...found,
      resume: () => {
        fill(found.values)
        for (const [name, value] of found.unseen) for (const one of unseen) if (one.name === name) one.value = value
        found.told.forEach((n) => told.add(n))
        for (let n = 0; n < found.at; n++) seen.add(n)
        update()
        go(screens[Math.min(found.at, screens.length - 1)]!)
      },
    },
    forget: forgetIt,
    reset: () => {
      fill([])
      seen.clear()
      told.clear()
      root.dispatchEvent(new Event('emptied'))
      update()
      show(0)
      forgetIt()
    },
  }
}
