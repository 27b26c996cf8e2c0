import { connect, type Socket } from 'node:net'

/** A connection of one's own, to say what no well-behaved client would. */
export type Wire = {
  socket: Socket
  heard: () => string
  say: (text: string | Buffer) => Promise<void>
  ended: Promise<void>
}

export const wire = (url: string): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname)
    socket.on('data', (chunk) => chunks.push(chunk))
    const ended = new Promise<void>((end) => socket.once('close', () => end()))
    socket.once('error', (error) => (socket.connecting ? reject(error) : undefined))
    socket.on('error', () => undefined)
    const say = (text: string | Buffer) =>
      new Promise<void>((said) => {
        if (socket.destroyed || socket.write(text, () => said())) said()
      })
    socket.once('connect', () => resolve({ socket, heard: () => Buffer.concat(chunks).toString('latin1'), say, ended }))
  })

/** Waits until `told()` is true, at most `ms`; answers whether it became so. */
export const until = async (told: () => boolean, ms = 5000): Promise<boolean> => {
  const end = Date.now() + ms
  while (!told()) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

/** Says one raw request and answers everything heard once headers and body are complete, or the line is closed. */
export const askRaw = async (url: string, text: string, ms = 5000): Promise<string> => {
  const line = await wire(url)
  await line.say(text)
  const complete = () => {
    const [head = '', body] = line.heard().split('\r\n\r\n', 2)
    if (body === undefined) return false
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? -1)
    return (
      (length >= 0 && body.length >= length) || line.socket.destroyed || / 304 /.test(head) || text.startsWith('HEAD')
    )
  }
  await until(() => complete() || line.socket.destroyed, ms)
  line.socket.destroy()
  return line.heard()
}

export const statusOf = (heard: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 0)
