type Detector = { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }
type DetectorClass = { new (options: { formats: string[] }): Detector; getSupportedFormats: () => Promise<string[]> }
const EVERY = 150
const WIDEST = 640

const builtIn = async (): Promise<Detector | null> => {
  const found = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  const formats = await found?.getSupportedFormats().catch((): string[] => [])
  return found && formats?.includes('qr_code') ? new found({ formats: ['qr_code'] }) : null
}

/** The reader of our own, for browsers that have none: loaded only then. */
const readByHand = async (video: HTMLVideoElement): Promise<string | null> => {
  const { default: jsQR } = await import('jsqr')
  const scale = Math.min(1, WIDEST / (video.videoWidth || WIDEST))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(video.videoWidth * scale)
  canvas.height = Math.round(video.videoHeight * scale)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen || canvas.width === 0) return null
  pen.drawImage(video, 0, 0, canvas.width, canvas.height)
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height)
  return jsQR(data, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null
}

/** Fetches the reader while there is network, so that it is there when there is none. */
export const prepareReader = async (): Promise<void> => {
  if (!(await builtIn())) await import('jsqr')
}

/** Opens the camera at the back and tells `found` every code it sees until stopped. Throws when there is no camera. */
export const readCodes = async (video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  video.srcObject = stream
  await video.play()
  const detector = await builtIn()
  let going = true
  const look = async () => {
    if (!going) return
    try {
      const text = detector ? ((await detector.detect(video))[0]?.rawValue ?? null) : await readByHand(video)
      if (text && going) found(text)
    } catch {
      // One frame that could not be read: the next comes at once.
    }
    setTimeout(() => void look(), EVERY)
  }
  void look()
  return () => {
    going = false
    for (const track of stream.getTracks()) track.stop()
  }
}
