import { env } from '#test-host'
import { expect, test } from 'vitest'
import { app } from '../../functions/app.ts'

test('the health check answers when it can write', async () => {
  const response = await app.request('/api/health', {}, env)
  expect(response.status).toBe(200)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})
