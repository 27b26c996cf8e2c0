import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { portal } from './this-portal.ts'

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** Nothing of the browser's own goes out while a test looks at what the portal sends. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Made for a function that has one process only: with them a closed tab can take the whole browser down. */
const ONE_PROCESS = ['--single-process', '--no-zygote', '--in-process-gpu']

/** A system Chrome or Chromium if there is one (or CHROME_PATH), else the one that npm installed. */
export const launchBrowser = async (): Promise<Browser> => {
  const found = process.env.CHROME_PATH ?? SYSTEM_BROWSERS.find((path) => existsSync(path))
  if (found) return chromium.launch({ executablePath: found, args: QUIET })
  const { default: packaged } = await import('@sparticuz/chromium')
  const args = packaged.args.filter((one) => !ONE_PROCESS.includes(one))
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...args, ...QUIET] })
}

export type Visit = { scripts?: boolean; context?: BrowserContextOptions }

const open = async (browser: Browser, options: BrowserContextOptions, { scripts = true, context = {} }: Visit) => {
  const opened = await browser.newContext({
    baseURL: portal.url,
    locale: 'zh-CN',
    javaScriptEnabled: scripts,
    ...options,
    ...context,
  })
  opened.setDefaultTimeout(20_000)
  return opened.newPage()
}

/** A resident's phone: 360×640, touch; `scripts: false` switches JavaScript off. */
export const newPhone = (browser: Browser, visit: Visit = {}): Promise<Page> =>
  open(browser, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }, visit)

/** The office's desk computer: 1366×768. */
export const newDesktop = (browser: Browser, visit: Visit = {}): Promise<Page> =>
  open(browser, { viewport: { width: 1366, height: 768 } }, visit)

/** An old phone on a slow line: CPU six times slower, slow 4G (150 ms, 1.6 / 0.75 Mbit/s). */
export const slowDown = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 200_000,
    uploadThroughput: 93_750,
  })
}
