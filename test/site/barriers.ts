import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

type Axe = { run(within: string, how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
// The axe-core that @axe-core/playwright brings, put into the page by hand: its builder takes three times as long.
const fromHere = createRequire(import.meta.url)
const { source } = createRequire(fromHere.resolve('@axe-core/playwright'))('axe-core') as { source: string }

/** What axe-core finds on the page that is open, each with the element it is about; `part`: within this selector only. */
export const barriersOf = async (page: Page, part = 'html'): Promise<string[]> => {
  await page.evaluate(source)
  return page.evaluate(async (within) => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(within, { resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  }, part)
}
