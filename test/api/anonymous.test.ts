import { env } from '#test-host'
import { expect, test, vi } from 'vitest'
import { app } from '../../functions/app.ts'
import { aTipOff, JPEG, post } from './a-tip-off.ts'
import { everythingKept } from './every-table.ts'

const limited = { ...env, LIMITS: 'on' }
const canary = {
  address: '203.0.113.77',
  agent: 'CanaryBrowser/9.42',
  file: 'canary-file-name.jpg',
  referrer: 'https://canary-referrer.example/',
  cookie: 'canary-cookie-id',
  language: 'tlh-canary',
  model: 'CanaryCamera X100',
}
const headers = {
  'x-portal-client-address': canary.address,
  'x-forwarded-for': canary.address,
  'cf-connecting-ip': canary.address,
  'user-agent': canary.agent,
  referer: canary.referrer,
  cookie: `id=${canary.cookie}`,
  'accept-language': canary.language,
}

/** The photo with a comment segment such as cameras write, after its first marker. */
const withModel = () => {
  const said = new TextEncoder().encode(canary.model)
  return Uint8Array.of(...JPEG.slice(0, 2), 0xff, 0xfe, 0, said.length + 2, ...said, ...JPEG.slice(2))
}

test('of somebody anonymous nothing is kept: no address, browser, file name, second, nor log line', async () => {
  const lines: string[] = []
  const record = (...said: unknown[]) => void lines.push(said.join(' '))
  for (const level of ['log', 'info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(record)

  const uploaded = await app.request(
    '/api/tip-offs/photos',
    {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'image/jpeg',
        'content-disposition': `attachment; filename="${canary.file}"`,
      },
      body: withModel(),
    },
    limited as never,
  )
  const { token } = (await uploaded.json()) as { token: string }
  const body = aTipOff({ photos: [token] })
  const response = await post(limited, '/api/tip-offs', body, headers)
  expect(response.status).toBe(201)
  const { receipt, number } = (await response.json()) as { receipt: string; number: string }
  await post(limited, '/api/tip-offs/track', { receipt }, headers)
  await post(limited, '/api/tip-offs/track', { receipt: 'x' }, headers)
  await app.request(
    `/api/tip-offs/board/${number}/me-too`,
    { method: 'POST', headers: { ...headers, origin: 'http://localhost' } },
    limited as never,
  )
  await post(limited, '/api/tip-offs/track/moves', { receipt, move: 'withdraw' }, headers)
  vi.restoreAllMocks()

  const kept = (await everythingKept(env)) + lines.join('\n')
  expect(kept).toContain(number)
  expect(kept).toContain('柳岸菜市场东门')
  for (const [what, value] of Object.entries({
    ...canary,
    receipt,
    bare: receipt.replaceAll('-', ''),
    key: body.key,
    token,
  })) {
    expect([what, kept.includes(value)]).toEqual([what, false])
  }
  const times = [...kept.matchAll(/"(?:\w+_at)":(\d{13})/g)].map(([, time]) => Number(time) % 60_000)
  expect(times.length).toBeGreaterThan(5)
  expect(times.filter((rest) => rest !== 0)).toEqual([])
})

test('a phone number left in confidence stands in clear nowhere', async () => {
  for (let i = 0; i < 20; i += 1) {
    const phone = `139${String(10_000_000 + i * 7919)}`
    const response = await post(env, '/api/tip-offs', aTipOff({ contact: { name: '王小麦', phone } }))
    expect(response.status).toBe(201)
  }
  const kept = await everythingKept(env)
  expect(kept).not.toContain('王小麦')
  // No mobile number anywhere, but what is part of a longer run of letters, digits and hyphens (ids, times, hashes).
  expect(kept.match(/(?<![\w-])1[3-9]\d{9}(?![\w-])/g)).toBeNull()
})
