import type { Env } from '../../functions/http/app-types.ts'
import { app } from '../../functions/app.ts'

/** The smallest real JPEG (one grey pixel-block), as a phone would send it after shrinking. */
export const JPEG = Uint8Array.from(
  atob(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
  ),
  (c) => c.charCodeAt(0),
)

export const aKey = () => crypto.randomUUID()

/** A tip-off as the form sends it; `over` replaces single answers. */
export const aTipOff = (over: Record<string, unknown> = {}) => ({
  key: aKey(),
  door: 'problem',
  category: 'waste-overflow',
  placeKind: 'market',
  community: 'liuan',
  landmark: '柳岸菜市场东门',
  text: '垃圾桶满了三天没有人来收，味道很大。',
  photos: [] as string[],
  ...over,
})

export const post = (env: Env, path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request(
    path,
    { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
    env as never,
  )

export const file = (env: Env, over: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  post(env, '/api/tip-offs', aTipOff(over), headers)

/** Files a tip-off and answers its receipt and number. */
export const filed = async (env: Env, over: Record<string, unknown> = {}) => {
  const response = await file(env, over)
  if (response.status !== 201) throw new Error(`not filed: ${await response.text()}`)
  return (await response.json()) as { receipt: string; number: string; dueAt: number; answerBy: number }
}

export const upload = (env: Env, bytes: Uint8Array = JPEG, headers: Record<string, string> = {}) =>
  app.request(
    '/api/tip-offs/photos',
    { method: 'POST', headers: { 'content-type': 'image/jpeg', ...headers }, body: bytes as Uint8Array<ArrayBuffer> },
    env as never,
  )

/** A picture on the shelf: its token. */
export const aToken = async (env: Env): Promise<string> => {
  const response = await upload(env)
  if (response.status !== 201) throw new Error(`not shelved: ${await response.text()}`)
  return ((await response.json()) as { token: string }).token
}

export const codesIn = async (response: Response): Promise<string[]> =>
  ((await response.json()) as { issues: { code: string }[] }).issues.map(({ code }) => code)
