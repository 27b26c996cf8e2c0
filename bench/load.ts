import { Agent, request } from 'node:http'
import { quantile } from './measure.ts'

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/** One request of the load; `status` (200) is the only answer that counts, any other ends the run. */
export type Call = {
  method?: 'GET' | 'POST' | 'PUT'
  path: string
  headers?: Record<string, string>
  body?: string | Uint8Array | undefined
  status?: number
}

/** One request after the other; a later one may need what the one before it was answered. */
export type Visit = (Call | ((before: Answer) => Call))[]

/** Sends one request over the agent's kept-alive connections and reads the whole answer. */
export const send = (origin: string, call: Call, agent?: Agent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', path, body, headers } = call
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(new URL(path, origin), { method, agent, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Makes one visit and answers its last answer. */
export const makeVisit = async (origin: string, visit: Visit, agent?: Agent): Promise<Answer> => {
  let answer: Answer = { status: 0, headers: {}, body: Buffer.alloc(0) }
  for (const next of visit) {
    const call = typeof next === 'function' ? next(answer) : next
    answer = await send(origin, call, agent)
    if (answer.status !== (call.status ?? 200)) {
      const said = answer.body.toString().slice(0, 300)
      throw new Error(`${call.method ?? 'GET'} ${call.path}: ${answer.status} ${said}`)
    }
  }
  return answer
}

export type Load = { perSecond: number; p50: number; p99: number }

/**
 * Makes each visit (one request, or several in order) once, `parallel` at a time, on connections that stay open.
 * `perSecond` counts visits, p50 and p99 are milliseconds a visit.
 */
export const load = async (origin: string, visits: readonly Visit[], parallel: number): Promise<Load> => {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel })
  const took: number[] = []
  const waiting = visits[Symbol.iterator]()
  const visitor = async () => {
    for (const calls of waiting) {
      const from = performance.now()
      await makeVisit(origin, calls, agent)
      took.push(performance.now() - from)
    }
  }
  const from = performance.now()
  await Promise.all(Array.from({ length: parallel }, visitor))
  const seconds = (performance.now() - from) / 1000
  agent.destroy()
  return { perSecond: visits.length / seconds, p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
}
