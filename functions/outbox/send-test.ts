import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { deliver } from './deliver-messages.ts'
import * as rows from './rows.ts'
import { channelOf } from './webhook.ts'

/** Sends a test message through the channel now and answers what became of it; `outbox.no_channel` without one. */
export async function sendTest(
  env: Env,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<rows.MessageRow>> {
  const channel = channelOf(env)
  const id = crypto.randomUUID()
  const act = { staff, action: 'outbox:test', object: { kind: 'outbox' as const, id }, ...asked }
  if (channel === null) {
    await recordAct(env.DB, { ...act, result: 'refused:outbox.no_channel' }).run()
    return refused('outbox.no_channel')
  }
  await env.DB.batch([
    rows.recordMessage(env.DB, { id, topic: 'test', audience: 'desk', number: '-', now: asked.now }),
    recordAct(env.DB, { ...act, result: 'ok' }),
  ])
  const message = (await rows.findMessage(env.DB, id))!
  await deliver(env, channel, message, asked.now)
  return done((await rows.findMessage(env.DB, id)) ?? message)
}
