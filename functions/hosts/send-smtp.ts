import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import { mayReach } from '../domain/private-host.ts'
import type { MailServer, SendMail } from '../http/app-types.ts'

const TIMEOUT_MS = 10_000

/** The address to speak to: of a name that leads somewhere the office has not opened, none (so no name can be turned inwards later). */
const addressOf = async ({ host, reach }: MailServer): Promise<string | null> => {
  const found = await lookup(host, { all: true })
  return found.every(({ address }) => mayReach(address, reach)) ? (found[0]?.address ?? null) : null
}

const WORDS: Record<string, string> = {
  EAUTH: 'smtp.auth',
  ENOAUTH: 'smtp.auth',
  ETLS: 'smtp.tls',
  EREQUIRETLS: 'smtp.tls',
  EMESSAGE: 'smtp.refused',
  ESTREAM: 'smtp.refused',
  EPROTOCOL: 'smtp.refused',
  ETIMEDOUT: 'timeout',
}
const isAboutTls = (error: Error) => /certificate|self.signed|\bssl\b|\btls\b/i.test(error.message)
type Fault = Error & { code?: string; command?: string; responseCode?: number }
const wordOf = (error: Fault): string => {
  if (error.code === 'EENVELOPE') return /^(RCPT|API)/.test(error.command ?? '') ? 'smtp.address' : 'smtp.refused'
  if (error.code === 'ESOCKET' && isAboutTls(error)) return 'smtp.tls'
  return WORDS[error.code ?? ''] ?? (error.responseCode ? 'smtp.refused' : 'unreachable')
}

/**
 * Sends one mail through the office's server: a connection of its own, ten seconds for each step, TLS demanded unless the
 * server is this machine. The mail's id becomes its Message-ID, so that the same mail sent twice can be seen as one.
 */
export const sendSmtp: SendMail = async (server, mail, id) => {
  try {
    const address = await addressOf(server)
    if (address === null) return 'smtp.private'
    const transport = createTransport({
      host: address,
      port: server.port,
      secure: server.tls === 'tls',
      requireTLS: server.tls === 'starttls',
      ignoreTLS: server.tls === 'none',
      tls: { ...(!isIP(server.host) && { servername: server.host }), minVersion: 'TLSv1.2' },
      ...(server.user && { auth: { user: server.user, pass: server.password } }),
      name: 'portal',
      pool: false,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      logger: false,
    })
    await transport.sendMail({
      from: server.from,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      messageId: `<${id}@${server.from.split('@')[1] ?? 'portal'}>`,
      headers: { 'auto-submitted': 'auto-generated' },
    })
    return null
  } catch (error) {
    return wordOf(error as Error)
  }
}
