import { done, refused, type Outcome } from '../domain/outcome.ts'
import type { Staff } from '../domain/staff.ts'
import type { Env } from '../http/app-types.ts'
import { recordAct } from '../staff/audit.ts'
import { deliver } from './deliver-messages.ts'
import { insertDelivery, listOfMessage, type Way, WEBHOOK } from './delivery-rows.ts'
import { findMessage, type MessageRow, recordLaidOut, recordMessage } from './rows.ts'
import { channelOf } from './webhook.ts'

type Act = Parameters<typeof recordAct>[1]

/** Sends a test message one way now, recorded with the act that asked for it; answers what became of it. */
export async function sendTestOn(env: Env, way: Way, act: Omit<Act, 'result'>): Promise<MessageRow> {
  const { now } = act
  const id = crypto.randomUUID()
  await env.DB.batch([
    recordMessage(env.DB, { id, topic: 'test', audience: 'desk', number: '-', now }),
    insertDelivery(env.DB, id, way, now, crypto.randomUUID()),
    recordLaidOut(env.DB, id, now),
    recordAct(env.DB, { ...act, result: 'ok' }),
  ])
  for (const delivery of await listOfMessage(env.DB, id)) await deliver(env, delivery, now)
  return (await findMessage(env.DB, id))!
}

/** Sends a test message through the webhook now and answers what became of it; `outbox.no_channel` without one. */
export async function sendTest(
  env: Env,
  staff: Staff,
  asked: { requestId: string; now: number },
): Promise<Outcome<MessageRow>> {
  const object = { kind: 'outbox' as const, id: crypto.randomUUID() }
  const act = { staff, action: 'outbox:test', object, ...asked }
  if (channelOf(env) === null) {
    await recordAct(env.DB, { ...act, result: 'refused:outbox.no_channel' }).run()
    return refused('outbox.no_channel')
  }
  return done(await sendTestOn(env, { channel: WEBHOOK, subscription: '' }, act))
}
