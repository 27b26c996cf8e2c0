import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { paths } from '../functions/paths.ts'
import { slowDown } from '../test/site/browser.ts'
import { bundleForPage } from './bundle.ts'
import { median } from './measure.ts'
import { root, type Server } from './servers.ts'
import { barePage, serve, surveyJsPage, type Definition } from './survey-rivals.ts'
import { times, type Part } from './table.ts'

const TEMPLATE = JSON.parse(readFileSync(join(root, 'content/surveys/satisfaction.json'), 'utf8')) as {
  definition: Definition
  meaning: object
}
const SLUG = 'bench-survey'
const ENGINE = `export { courseOf, refusalsOf } from './functions/domain/survey/course.ts'
export { answersIn } from './functions/domain/survey/read-fields.ts'
export { say } from './functions/domain/survey/say.ts'
export { scoreOf } from './functions/domain/survey/quiz.ts'`

/** The survey that is weighed, open to anyone. */
const openSurvey = (server: Server) => {
  const now = Date.now()
  const [survey, edition] = ['00000000-0000-4000-8000-00000000be01', '00000000-0000-4000-8000-00000000be02']
  return server.sql([
    [
      [
        `INSERT INTO surveys (id, slug, kind, state, title, modes, edition, opens_at, created_at, changed_at)
          VALUES (?, ?, 'opinion', 'open', '居民满意度', '["link"]', 1, ?, ?, ?)`,
        ...[survey, SLUG, now - 1000, now, now],
      ],
      [
        `INSERT INTO survey_editions (id, survey_id, number, definition, meaning, created_at, changed_at)
          VALUES (?, ?, 1, ?, ?, ?, ?)`,
        ...[edition, survey, JSON.stringify(TEMPLATE.definition), JSON.stringify(TEMPLATE.meaning), now, now],
      ],
    ],
  ])
}

/** When the first control can be used and, where a script takes over, when it has: ms from the start of the visit. */
const visit = async (browser: Browser, url: string, awake: string | null) => {
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 720 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  await slowDown(page)
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await page.addInitScript((selector) => {
    const seen = window as unknown as { usable?: number; awake?: number }
    const look = () => {
      const control = [
        ...document.querySelectorAll<HTMLElement>('form input, form select, #survey input, #survey select'),
      ]
      const usable = control.some((one) => one.offsetParent !== null || one.closest('label')?.offsetParent)
      if (usable) seen.usable ??= performance.now()
      if (selector && document.querySelector(selector)) seen.awake ??= performance.now()
      if (seen.usable === undefined || (selector && seen.awake === undefined)) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, awake)
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForFunction(
    (selector) => {
      const seen = window as unknown as { usable?: number; awake?: number }
      return seen.usable !== undefined && (!selector || seen.awake !== undefined)
    },
    awake,
    { timeout: 60_000 },
  )
  const seen = await page.evaluate(() => {
    const { usable, awake: woke } = window as unknown as { usable: number; awake?: number }
    return { usable, awake: woke ?? usable }
  })
  await context.close()
  return { ...seen, kilobytes: bytes / 1024 }
}

/** Section 7: a survey of twelve questions beside the same one by SurveyJS, and beside the barest form of it. */
export const compareSurveys = async (browser: Browser, server: Server, quick: boolean): Promise<Part> => {
  await openSurvey(server)
  const theirs = await serve(await surveyJsPage(TEMPLATE.definition))
  const bare = await serve(barePage(TEMPLATE.definition))
  type Seen = Awaited<ReturnType<typeof visit>>
  type Who = 'ours' | 'theirs' | 'bare'
  const rounds: Record<Who, Seen>[] = []
  for (let run = 0; run < (quick ? 3 : 7); run++) {
    rounds.push({
      ours: await visit(browser, server.url + paths.survey('zh-CN', SLUG), 'form.one-question'),
      theirs: await visit(browser, theirs.url, null),
      bare: await visit(browser, bare.url, null),
    })
  }
  theirs.server.close()
  bare.server.close()
  const of = (who: Who, what: 'usable' | 'awake' | 'kilobytes') => median(rounds.map((round) => round[who][what]))
  const engine = brotliCompressSync(await bundleForPage(ENGINE)).length / 1024
  const against = (what: 'usable' | 'awake') => median(rounds.map(({ ours, theirs: t }) => ours[what] / t.usable))
  const row = (name: string, who: Who) => [
    ...[name, of(who, 'kilobytes'), Math.round(of(who, 'usable')), Math.round(of(who, 'awake'))],
    ...[times(of(who, 'kilobytes') / of('theirs', 'kilobytes')), times(of(who, 'awake') / of('theirs', 'usable'))],
  ]
  return {
    section: {
      title: 'A survey of twelve questions, first view, on an old phone and a slow line',
      notes: [
        `The same questions (content/surveys/satisfaction.json) three times, by turns, ${rounds.length} runs each, nothing cached; slow 4G (150 ms, 1.6 Mbit/s), CPU 6 times slower; medians. KB as they came over the wire, heads included, brotli everywhere.`,
        'SurveyJS is survey-core and survey-js-ui 2.5.38, bundled for this one page and minified, with its own styles, served by a bare node:http server.',
        `“Awake” is when one question at a time is shown by the script. Ours can be answered before that, and without it. Our engine alone, as the phone loads it: ${engine.toFixed(2)} KB brotli (goal ≤ 8).`,
      ],
      head: ['', 'KB', 'first control, ms', 'awake, ms', 'KB ÷ SurveyJS', 'awake ÷ SurveyJS'],
      rows: [row('ours', 'ours'), row('survey-core + survey-js-ui', 'theirs'), row('the barest HTML form', 'bare')],
    },
    found: {
      'surveys.engine': engine,
      'surveys.kilobytes': of('ours', 'kilobytes'),
      'surveys.usable': against('usable'),
      'surveys.awake': against('awake'),
    },
  }
}
