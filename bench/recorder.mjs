import { env, withEnv } from 'cloudflare:workers'
import worker from './entry.mjs'

// Stands before the built Worker and writes down what each request asks of D1; `GET /bench/asked` tells it of the last one.
let asked = []

const sum = (metas, what) => metas.reduce((total, meta) => total + (meta[what] ?? 0), 0)
const note = (kind, statements, results) => {
  const metas = results.map(({ meta }) => meta)
  asked.push({ kind, statements, read: sum(metas, 'rows_read'), written: sum(metas, 'rows_written') })
}

const bound = new WeakMap()
const watched = (db) => {
  const statement = (sql, values, real) => {
    const all = async (kind) => {
      const result = await real.all()
      note(kind, [{ sql, values }], [result])
      return result
    }
    const mine = {
      bind: (...next) => statement(sql, next, real.bind(...next)),
      all: () => all('all'),
      run: () => all('run'),
      first: async () => (await all('first')).results[0] ?? null,
    }
    bound.set(mine, { sql, values, real })
    return mine
  }
  return {
    prepare: (sql) => statement(sql, [], db.prepare(sql)),
    batch: async (statements) => {
      const parts = statements.map((one) => bound.get(one))
      const results = await db.batch(parts.map(({ real }) => real))
      note(
        'batch',
        parts.map(({ sql, values }) => ({ sql, values })),
        results,
      )
      return results
    },
  }
}

const DB = watched(env.DB)

export default {
  fetch: async (request, bindings, context) => {
    if (new URL(request.url).pathname === '/bench/asked') return Response.json(asked)
    asked = []
    const mine = { ...bindings, DB }
    const response = await withEnv(mine, () => worker.fetch(request, mine, context))
    // A page may still be asking while it is being sent.
    return new Response(await response.arrayBuffer(), response)
  },
}
