import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { sendSmtp } from '../../functions/hosts/send-smtp.ts'
import type { MailServer } from '../../functions/http/app-types.ts'

/** A mail server of a few lines: what it was told, and answers that a test can change. */
type Told = { commands: string[]; letters: string[] }
const servers: Server[] = []
const sockets = new Set<Socket>()
const aMailServer = async (over: (command: string) => string | null | undefined = () => undefined) => {
  const told: Told = { commands: [], letters: [] }
  const answer = (command: string): string | null => {
    const own = over(command)
    if (own !== undefined) return own
    if (/^ehlo/i.test(command)) return '250-here\r\n250 AUTH PLAIN'
    if (/^starttls/i.test(command)) return '502 not here'
    if (/^auth/i.test(command)) return '235 ok'
    if (/^data/i.test(command)) return '354 go on'
    return /^quit/i.test(command) ? '221 bye' : '250 ok'
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    let inLetter = false
    let waiting = ''
    const say = (text: string | null) => text !== null && socket.write(text + '\r\n')
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      waiting += bytes.toString()
      for (;;) {
        const end = waiting.indexOf(inLetter ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const part = waiting.slice(0, end)
        waiting = waiting.slice(end + (inLetter ? 5 : 2))
        if (inLetter) {
          told.letters.push(part)
          inLetter = false
          say('250 taken')
        } else {
          told.commands.push(part)
          const said = answer(part)
          inLetter = /^data/i.test(part) && said !== null && said.startsWith('354')
          say(said)
        }
      }
    })
    say(over('greeting') ?? '220 here')
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return { told, port: (server.address() as AddressInfo).port }
}
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

const OPEN = { loopback: true, private: true }
const server = (port: number, over: Partial<MailServer> = {}): MailServer => ({
  ...{ host: '127.0.0.1', port, tls: 'none', user: 'wmb', password: 'pw', from: 'wmb@qinghe.example.com', reach: OPEN },
  ...over,
})
const MAIL = {
  to: 'zhou@qinghe.example.com',
  subject: '文明同行：有新消息',
  text: '线索 261122-0007 有新进展，请登录查看。\n',
}

test('a mail arrives with its one recipient, and says nothing but which case has news', async () => {
  const { told, port } = await aMailServer()
  expect(await sendSmtp(server(port), MAIL, 'd1')).toBeNull()
  expect(told.commands.filter((one) => /^(mail|rcpt)/i.test(one))).toEqual([
    'MAIL FROM:<wmb@qinghe.example.com>',
    'RCPT TO:<zhou@qinghe.example.com>',
  ])
  const [head = '', body = ''] = told.letters[0]!.split('\r\n\r\n')
  expect(head).toContain('Message-ID: <d1@qinghe.example.com>')
  expect(head).toContain('Auto-Submitted: auto-generated')
  expect(head).not.toMatch(/127\.0\.0\.1|nodemailer|x-mailer/i)
  expect(body).toBeTruthy()
})

test('a line end in what goes into a header makes no second header and no second recipient', async () => {
  const { told, port } = await aMailServer()
  const subject = '有新消息\r\nBcc: x@evil.example\r\n\r\nbody'
  await sendSmtp(server(port), { ...MAIL, subject }, 'd2\r\nX-Evil: 1')
  const [head = ''] = told.letters[0]!.split('\r\n\r\n')
  expect(head).not.toMatch(/^(bcc|x-evil):/im)
  expect(told.commands.filter((one) => /^rcpt/i.test(one))).toHaveLength(1)
})

test('what goes wrong is told in a word, without the password or the server’s own sentence', async () => {
  const wrongs: [(command: string) => string | null | undefined, string][] = [
    [(command) => (/^auth/i.test(command) ? '535 wrong password pw' : undefined), 'smtp.auth'],
    [(command) => (/^rcpt/i.test(command) ? '550 no such user' : undefined), 'smtp.address'],
    [(command) => (/^data/i.test(command) ? '554 spam' : undefined), 'smtp.refused'],
    [(command) => (command === 'greeting' ? '554 go away' : undefined), 'smtp.refused'],
  ]
  for (const [over, word] of wrongs) {
    const { told, port } = await aMailServer(over)
    expect(await sendSmtp(server(port), MAIL, 'd3')).toBe(word)
    expect(told.letters).toEqual([])
  }
  const { port } = await aMailServer()
  servers.at(-1)!.close()
  expect(await sendSmtp(server(port), MAIL, 'd4')).toMatch(/^(unreachable|smtp.refused)$/)
})

test('a server that offers no TLS is told nothing where TLS is demanded', async () => {
  const { told, port } = await aMailServer()
  expect(await sendSmtp(server(port, { tls: 'starttls' }), MAIL, 'd5')).toMatch(/^smtp\.(tls|refused)$/)
  expect(told.commands.filter((one) => /^(auth|mail|rcpt|data)/i.test(one))).toEqual([])
  expect(told.letters).toEqual([])
})

test('this machine and inner networks are not spoken to unless the office opened them', async () => {
  const { told, port } = await aMailServer()
  const shut = { loopback: false, private: false }
  for (const host of ['127.0.0.1', 'localhost']) {
    expect(await sendSmtp(server(port, { host, reach: shut }), MAIL, 'd6')).toBe('smtp.private')
  }
  expect(told.commands).toEqual([])
})
