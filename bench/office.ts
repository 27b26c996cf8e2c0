import { paths } from '../functions/paths.ts'
import { sessionHash } from '../functions/staff/sessions.ts'
import type { Env } from '../functions/http/app-types.ts'
import { jpegPhoto } from '../test/fixtures/photos.ts'
import type { Call } from './load.ts'
import type { Recorder, Asked } from './record.ts'
import { SECRET, type Sql } from './servers.ts'
import { said } from './visits.ts'

const { api } = paths
const PICTURE = jpegPhoto({ width: 640, height: 480, noise: true })

/** Somebody of the office, signed in: the SQL that makes the account and the session, and the cookie. */
const hired = async (role: string, token: string): Promise<{ sql: Sql[]; cookie: string }> => {
  const [id, now] = [crypto.randomUUID(), Date.now()]
  const hash = await sessionHash({ PORTAL_SECRET: SECRET } as Env, token)
  return {
    cookie: `session=${token}`,
    sql: [
      [
        'INSERT INTO staff (id, sign_in_name, name, role, password_hash, totp_sealed, password_set_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[id, id, '员工', role, '', '', now, now],
      ],
      [
        'INSERT INTO sessions (token_hash, id, staff_id, method, device, created_at, seen_at, expires_at, proved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[hash, id, id, 'password', 'other other', now, now, now + 3_600_000, now],
      ],
    ],
  }
}

export type Office = { ask(call: Omit<Call, 'headers'>, by?: 'other'): Promise<{ body: Buffer; asked: Asked[] }> }

/** Two moderators at their desks: what one mended, the other verifies. */
export const openOffice = async (recorder: Recorder): Promise<Office> => {
  const [one, other] = [await hired('moderator', 'a'.repeat(43)), await hired('moderator', 'b'.repeat(43))]
  await recorder.sql([[...one.sql, ...other.sql]])
  return {
    ask: async (call, by) => {
      const type =
        call.body instanceof Uint8Array
          ? call.path.endsWith('/redaction')
            ? `multipart/form-data; boundary=${BOUNDARY}`
            : 'image/jpeg'
          : 'application/json'
      const headers = { cookie: by ? other.cookie : one.cookie, origin: recorder.url, 'content-type': type }
      const { answer, asked } = await recorder.visit({ ...call, headers })
      return { body: answer.body, asked }
    },
  }
}

const BOUNDARY = 'bench-bench-bench'
const redaction = Buffer.concat([
  ...['full', 'thumb'].flatMap((name) => [
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; filename="${name}.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
    ),
    // Not the very picture: a rendition with nothing covered is refused.
    jpegPhoto({ width: 640, height: 480 }),
    Buffer.from('\r\n'),
  ]),
  Buffer.from(`--${BOUNDARY}--\r\n`),
])

type CaseView = { tipOff: { version: number }; photos: { id: string; kind: string }[] }
export type Act = { act: string; asked: Asked[] }

/** Takes a case that was just filed, with one photo, through the whole course to the public board. */
export const workCase = async (office: Office, id: string): Promise<Act[]> => {
  const acts: Act[] = []
  const view = async () => JSON.parse((await office.ask({ path: api.deskTipOff(id) })).body.toString()) as CaseView
  const move = async (name: string, extra: object = {}, by?: 'other') => {
    const { version } = (await view()).tipOff
    const body = JSON.stringify({ move: name, version, ...extra })
    acts.push({
      act: name,
      asked: (await office.ask({ method: 'POST', path: api.deskMoves(id), body }, by)).asked,
    })
  }
  await move('accept')
  await move('assign', { unit: 'sanitation' })
  const after = await office.ask({ method: 'POST', path: api.afterPhotos(id), body: PICTURE, status: 201 })
  acts.push({ act: 'after_photo', asked: after.asked })
  await move('rectify')
  await move('verify', {}, 'other')
  await move('close', { said: '已经清理，谢谢您。' })
  for (const photo of (await view()).photos) {
    const call = { method: 'PUT' as const, path: api.redaction(photo.id), body: redaction }
    acts.push({ act: `redact ${photo.kind}`, asked: (await office.ask(call)).asked })
  }
  type Exposure = {
    tipOff: { version: number }
    photos: { id: string; key: string }[]
    proposal: { id: string }
    usualUntil: string
  }
  const read = async (call: Parameters<typeof office.ask>[0], by?: 'other') => {
    const answer = await office.ask(call, by)
    return { asked: answer.asked, value: JSON.parse(answer.body.toString()) as Exposure }
  }
  const { tipOff, photos, usualUntil } = (await read({ path: api.exposure(id) })).value
  const pictures = photos.map(({ id: photo, key }) => ({
    photo,
    key,
    faces: true,
    plates: true,
    names: true,
    minors: 'clear',
  }))
  const publicText = '垃圾桶已清空，周边已冲洗干净，每天早晚各清一次。'
  const body = JSON.stringify({ version: tipOff.version, publicText, until: usualUntil, pictures })
  const proposed = await read({ method: 'POST', path: api.exposure(id), body, status: 201 })
  acts.push({ act: 'propose', asked: proposed.asked })
  const decision = JSON.stringify({ decision: 'approve' })
  const path = api.exposureDecisions(proposed.value.proposal.id)
  acts.push({ act: 'publish', asked: (await read({ method: 'POST', path, body: decision }, 'other')).asked })
  return acts
}

/** The id of the newest case at the desk: the one that was filed last. */
export const findFiled = async (office: Office, number: string): Promise<string> => {
  for (let after = ''; ;) {
    const path = `${api.queue()}?status=received${after && `&after=${encodeURIComponent(after)}`}`
    const page = JSON.parse((await office.ask({ path })).body.toString()) as {
      cases: { id: string; number: string }[]
      next: string | null
    }
    const found = page.cases.find((one) => one.number === number)
    if (found) return found.id
    if (!page.next) throw new Error(`case ${number} is not in the queue`)
    after = page.next
  }
}

export { said }
