import { chromium } from 'playwright-core'
import sparticuz from '@sparticuz/chromium'
const shots = JSON.parse(process.argv[2])
for (const { name, path, w = 360, h = 640, view, cookie, full = true } of shots) {
  const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args: sparticuz.args.filter(a=>a!=='--single-process'), headless: true })
  const ctx = await browser.newContext({ viewport: { width: w, height: h } })
  const cookies = []
  if (view) cookies.push({ name: 'view', value: view, url: 'http://127.0.0.1:4413' })
  if (cookie) { const [n, ...v] = cookie.split('='); cookies.push({ name: n, value: v.join('='), url: 'http://127.0.0.1:4413' }) }
  await ctx.addCookies(cookies)
  const page = await ctx.newPage()
  const r = await page.goto('http://127.0.0.1:4413' + path)
  console.log(name, r.status(), 'overflow', await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), (await page.content()).length)
  await page.screenshot({ path: '/tmp/' + name + '.png', fullPage: full })
  await browser.close()
}
