import { dropAllPhotos } from '../islands/draft-photos.ts'
import { clearDraft } from './draft.ts'

/** The receipt's page: the draft is done with; the code can be copied, or kept as a picture. */
const panel = document.querySelector<HTMLElement>('.receipt')
const said = panel?.querySelector<HTMLElement>('[data-said]')

/** Old web views have no clipboard: there the code is selected for the person's own copy command. */
const copy = async (button: HTMLButtonElement, code: string) => {
  try {
    await navigator.clipboard.writeText(code)
    said!.textContent = button.dataset['copied']!
  } catch {
    getSelection()?.selectAllChildren(panel!.querySelector('.code')!)
  }
}

/** WeChat saves a picture by a long press, and downloads nothing: so the picture is shown, not downloaded. */
const paint = (lines: string[], code: SVGSVGElement) => {
  const canvas = document.createElement('canvas')
  canvas.width = 720
  canvas.height = 1000
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#17563f'
  pen.fillRect(0, 0, canvas.width, 16)
  pen.fillStyle = '#111'
  pen.textAlign = 'center'
  lines.forEach((line, at) => {
    const big = at === 2 || at === 3
    pen.font = big ? 'bold 60px monospace' : `${at === 0 ? 44 : 30}px sans-serif`
    pen.fillText(line, 360, [90, 165, 255, 335, 410, 950][at] ?? 950, 680)
  })
  const image = new Image()
  image.onload = () => {
    pen.drawImage(image, 130, 440, 460, 460)
    const shown = new Image()
    shown.className = 'receipt-picture'
    shown.alt = lines.slice(0, 4).join(' ')
    shown.src = canvas.toDataURL('image/png')
    panel!.querySelector('.receipt-picture')?.remove()
    said!.after(shown)
    said!.textContent = said!.dataset['shown']!
  }
  const whole = code.cloneNode(true) as SVGSVGElement
  whole.setAttribute('width', '460')
  whole.setAttribute('height', '460')
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(whole))}`
}

if (panel) {
  for (const door of ['problem', 'praise']) clearDraft(`draft-${door}`)
  void dropAllPhotos()
  const [copies, pictures] = ['[data-copy]', '[data-picture]'].map((one) =>
    panel.querySelector<HTMLButtonElement>(one)!,
  )
  copies!.hidden = pictures!.hidden = false
  copies!.addEventListener('click', () => void copy(copies!, panel.dataset['code']!))
  pictures!.addEventListener('click', () => paint(panel.dataset['lines']!.split('|'), panel.querySelector('svg.qr')!))
}
