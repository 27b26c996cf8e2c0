import type { Browser } from 'playwright-core'
import { bundleForPage } from './bundle.ts'
import type { shrinkSample } from './sample-photo.ts'
import type { Part } from './table.ts'

type Sample = Awaited<ReturnType<typeof shrinkSample>>
type Page = typeof globalThis & { shrinkSample: typeof shrinkSample }

/** 8 to 12 megapixels, upright and lying, as phones have them. */
const SIZES = [
  [4000, 3000],
  [3264, 2448],
  [3000, 4000],
  [3840, 2160],
  [4032, 3024],
] as const

/** Section 4: what the phone makes of a photo before it sends it, by the form's own code in a real browser. */
export const shrinkPhotos = async (browser: Browser, quick: boolean): Promise<Part> => {
  const page = await (await browser.newContext()).newPage()
  await page.goto('about:blank')
  await page.addScriptTag({
    type: 'module',
    content: await bundleForPage(
      `import { shrinkSample } from './bench/sample-photo.ts'; Object.assign(globalThis, { shrinkSample })`,
    ),
  })
  await page.waitForFunction(() => 'shrinkSample' in globalThis)
  const samples: Sample[] = []
  for (const [index, [width, height]] of SIZES.slice(0, quick ? 2 : 5).entries()) {
    const asked: [number, number, number] = [width, height, index + 1]
    samples.push(await page.evaluate((of) => (globalThis as Page).shrinkSample(...of), asked))
  }
  await page.context().close()
  const mean = (of: (one: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length
  const meanOf = (form: 'webp' | 'jpeg') => ({
    bytes: mean((one) => one[form].bytes) / 1000,
    psnr: mean((one) => one[form].psnr),
  })
  const [webp, jpeg] = [meanOf('webp'), meanOf('jpeg')]
  const seconds = (webp.bytes * 8) / 750
  const told = ({ bytes, psnr }: { bytes: number; psnr: number }) => `${Math.round(bytes)} kB at ${psnr.toFixed(1)} dB`
  return {
    section: {
      title: 'Photos, shrunk on the phone before they are sent',
      notes: [
        'The photos are synthetic, drawn by code: sky, walls, paving, leaves and signs under noise that falls with its frequency (1/f) and a sensor’s grain. Real photos differ; the numbers say how the encoder is used, not what every photo will weigh.',
        `Mean ${told(webp)} luma PSNR against a lossless picture of the same size (goals ≤ 130 and ≥ 36.5); ${seconds.toFixed(1)} s at 0.75 Mbit/s (goal ≤ 1.5). Where the browser writes no WebP (some WebKits), the form sends a JPEG: ${told(jpeg)}. No codec is downloaded for either.`,
      ],
      head: ['photo', 'original kB', 'sent kB', 'sent as', 'PSNR dB', 'ms', 'as JPEG kB', 'JPEG as', 'JPEG PSNR dB'],
      rows: samples.map(({ original, webp, jpeg }, index) => [
        ...[SIZES[index]!.join('×'), Math.round(original / 1000)],
        ...[Math.round(webp.bytes / 1000), `${webp.size} ${webp.type.replace('image/', '')}`],
        ...[webp.psnr.toFixed(1), Math.round(webp.ms)],
        ...[Math.round(jpeg.bytes / 1000), `${jpeg.size} ${jpeg.type.replace('image/', '')}`, jpeg.psnr.toFixed(1)],
      ]),
    },
    found: {
      'photos.bytes': webp.bytes,
      'photos.psnr': webp.psnr,
      'photos.seconds': seconds,
      'photos.jpeg.bytes': jpeg.bytes,
      'photos.jpeg.psnr': jpeg.psnr,
    },
  }
}
