import { Hono, type Context } from 'hono'
import type { Database, Env } from '../../functions/http/app-types.ts'
import type { Plan, Step, Template } from '../plan.ts'

type Bare = { Bindings: Pick<Env, 'DB' | 'PHOTOS'> }

const valueOf = (template: Template, fresh: string[]): unknown =>
  'same' in template
    ? template.same
    : template.parts.map((part) => (typeof part === 'string' ? part : (fresh[part] ??= crypto.randomUUID()))).join('')

const run = async (db: Database, { kind, statements }: Step, fresh: string[]): Promise<unknown> => {
  const [first, ...more] = statements.map(({ sql, values }) => {
    const statement = db.prepare(sql)
    return values.length > 0 ? statement.bind(...values.map((value) => valueOf(value, fresh))) : statement
  })
  if (kind === 'batch') return (await db.batch([first!, ...more])).map(({ results }) => results)
  return kind === 'first' ? first!.first() : (await first![kind]()).results
}

/**
 * What the portal is held against: Hono, the same SQL, nothing else. No validation, no rights, no headers, no log.
 * A photo goes to the shelf as it is; a page is one constant text.
 */
export const bareApp = (plan: Plan) => {
  const answer = async (c: Context<Bare>) => {
    const { steps, page } = plan[c.req.param('name')!]!
    const rows: unknown[] = []
    const fresh: string[] = []
    for (const step of steps) rows.push(await run(c.env.DB, step, fresh))
    return page === undefined ? c.json(rows) : c.html(page)
  }
  return new Hono<Bare>()
    .get('/', (c) => c.text('ready'))
    .post('/photo', async (c) => {
      const key = `tip-offs/${crypto.randomUUID()}.jpg`
      await c.env.PHOTOS.put(key, new Uint8Array(await c.req.arrayBuffer()), {
        httpMetadata: { contentType: 'image/jpeg' },
      })
      return c.json({ key })
    })
    .post('/:name', async (c) => {
      await c.req.json()
      return answer(c)
    })
    .get('/:name', answer)
}
