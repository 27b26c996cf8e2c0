import type { ChannelInput, ChannelMove } from '../domain/channel-input.ts'
import { checkChannel, type ChannelSettings } from '../domain/check-channel.ts'
import { done, refused, type Issue, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import { isUuid } from '../domain/uuid.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct, recordRefusal } from '../staff/audit.ts'
import { seal } from '../staff/keys.ts'
import * as rows from './channel-rows.ts'
import { giveUpChannel } from './delivery-rows.ts'
import { reachOf, settingsOf } from './send-delivery.ts'

type Asked = { requestId: string; now: number }
const settingsIn = ({ host, port, tls, user, from }: ChannelSettings): ChannelSettings => ({
  ...{ host, port, tls, user, from },
})

/** What this host cannot do is said when it is set up, not when the first message stays here. */
const missingHere = (env: Env, kind: ChannelInput['kind']): Issue[] => {
  if (kind === 'smtp' && !env.SMTP) return [{ code: 'channel.no_smtp_here', field: 'kind' }]
  return kind === 'cloudflare' && !env.EMAIL ? [{ code: 'channel.no_cloudflare_here', field: 'kind' }] : []
}

/**
 * Adds a channel; its password is sealed and never shown again. `channel_name.*`, `channel.host`, `channel.private`,
 * `channel.tls`, `channel.from`, `channel.no_smtp_here`, `channel.no_cloudflare_here`.
 */
export async function addChannel(
  env: Env,
  input: ChannelInput,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string }>> {
  const id = crypto.randomUUID()
  const act = { staff, action: 'channel:add', object: { kind: 'channel' as const, id }, ...asked, detail: input.kind }
  const issues = [...missingHere(env, input.kind), ...checkChannel(input.kind, input, reachOf(env))]
  if (issues.length > 0) {
    await recordRefusal(env.DB, act, issues[0]!.code)
    return { ok: false, issues }
  }
  const password = input.password && (await seal(env, 'vault', input.password, id))
  const settings = JSON.stringify(settingsIn(input))
  await env.DB.batch([
    rows.insertChannel(
      env.DB,
      { id, kind: input.kind, name: input.name, settings, password_sealed: password || null },
      asked.now,
    ),
    recordAct(env.DB, { ...act, result: 'ok' }),
  ])
  return done({ id })
}

/** A kept password goes only where it was typed for: another server, user or way of speaking needs it again. */
const needsPassword = (row: rows.ChannelRow, to: ChannelSettings, password: string): boolean => {
  const { host, port, tls, user } = settingsOf(row)
  const same = host === to.host && port === to.port && tls === to.tls && user === to.user
  return row.password_sealed !== null && !same && password === ''
}

/**
 * Changes a channel, or switches it off and on. What waits for one that is switched off is not sent later.
 * `channel.not_found`, `channel.changed_meanwhile`, `channel.password_again`, and those of `addChannel`.
 */
export async function moveChannel(
  env: Env,
  id: string,
  input: ChannelMove,
  staff: Staff,
  asked: Asked,
): Promise<Outcome<{ id: string }>> {
  const act = { staff, action: 'channel:' + input.move, object: { kind: 'channel' as const, id }, ...asked }
  const refuse = async (issues: Issue[]) => {
    await recordRefusal(env.DB, act, issues[0]?.code ?? '')
    return { ok: false as const, issues }
  }
  if (!isUuid(id)) return refused('channel.not_found')
  const row = await rows.findChannel(env.DB, id)
  if (!row) return refuse([{ code: 'channel.not_found' }])
  if (row.version !== input.version) return refuse([{ code: 'channel.changed_meanwhile' }])
  const guard = rows.whileChannelAt(row)
  const statements = []
  if (input.move === 'change') {
    const issues = checkChannel(row.kind, input, reachOf(env))
    if (needsPassword(row, input, input.password)) issues.push({ code: 'channel.password_again', field: 'password' })
    if (issues.length > 0) return refuse(issues)
    const sealed = input.password ? await seal(env, 'vault', input.password, id) : row.password_sealed
    const to = { name: input.name, settings: JSON.stringify(settingsIn(input)), password_sealed: sealed }
    statements.push(rows.recordChannel(env.DB, row, to, asked.now))
  } else {
    const off = input.move === 'disable'
    if (off) statements.push(giveUpChannel(env.DB, row))
    statements.push(rows.recordSwitch(env.DB, row, off ? asked.now : null, asked.now))
  }
  const results = await env.DB.batch([recordAct(env.DB, { ...act, result: 'ok' }, guard), ...statements])
  if (results.at(-1)?.meta.changes === 0) return refuse([{ code: 'channel.changed_meanwhile' }])
  return done({ id })
}
