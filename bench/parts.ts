import { join } from 'node:path'
import { launchBrowser } from '../test/site/browser.ts'
import { casesSql } from './cases.ts'
import { countRows } from './rows.ts'
import { measureCpu } from './cpu.ts'
import { measureNodeHost } from './node-host.ts'
import { weighPages } from './pages.ts'
import { comparePaint } from './paint.ts'
import { shrinkPhotos } from './photos.ts'
import { root, startNode } from './servers.ts'
import { compareSurveys } from './surveys.ts'
import type { Part } from './table.ts'

const inBrowser = async (quick: boolean): Promise<Part[]> => {
  const server = await startNode(join(root, 'dist/node/server/entry.mjs'), { probe: '/' })
  await server.sql(casesSql(1000, Date.now()))
  const browser = await launchBrowser()
  try {
    return [await weighPages(browser, server.url, quick), await comparePaint(browser, server.url, quick)]
  } finally {
    await browser.close()
    await server.stop()
  }
}

const surveys = async (quick: boolean): Promise<Part[]> => {
  const server = await startNode(join(root, 'dist/node/server/entry.mjs'), { probe: '/' })
  const browser = await launchBrowser()
  try {
    return [await compareSurveys(browser, server, quick)]
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** The parts of the bench in the order they run. */
export const parts: Record<string, (quick: boolean) => Promise<Part[]>> = {
  cpu: async (quick) => [await measureCpu(quick)],
  pages: inBrowser,
  surveys,
  rows: async (quick) => [await countRows(quick)],
  photos: async (quick) => {
    const browser = await launchBrowser()
    try {
      return [await shrinkPhotos(browser, quick)]
    } finally {
      await browser.close()
    }
  },
  host: async (quick) => [await measureNodeHost(quick)],
}
