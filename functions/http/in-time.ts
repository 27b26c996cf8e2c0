import { createMiddleware } from 'hono/factory'
import type { App, Database, Env, Statement } from './app-types.ts'

/** How long a resident waits for the database before they are told to try again; operators of D1 have seen 30 s. */
const LONGEST_WAIT = 10_000

export class NoAnswerInTime extends Error {
  override name = 'NoAnswerInTime'
}

const orGiveUp = <T>(work: Promise<T>, wait: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswerInTime()), wait)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })

const inner = new WeakMap<Statement, Statement>()
const hurried = (statement: Statement, wait: number): Statement => {
  const outer: Statement = {
    bind: (...values) => hurried(statement.bind(...values), wait),
    first: <T>() => orGiveUp(statement.first<T>(), wait),
    all: <T>() => orGiveUp(statement.all<T>(), wait),
    run: <T>() => orGiveUp(statement.run<T>(), wait),
  }
  inner.set(outer, statement)
  return outer
}

/**
 * The same database, which throws `NoAnswerInTime` instead of keeping anyone waiting longer. What hung may still be
 * written: every act of a resident can be sent again and counts once.
 */
export const inTime = (db: Database, wait = LONGEST_WAIT): Database => ({
  prepare: (sql) => hurried(db.prepare(sql), wait),
  batch: <T>(statements: Statement[]) =>
    orGiveUp(db.batch<T>(statements.map((statement) => inner.get(statement) ?? statement)), wait),
})

const hurriedEnvs = new WeakMap<Env, Env>()

/** Gives every handler the database that answers in time or fails. */
export const answerInTime = createMiddleware<App>(async (c, next) => {
  const { env } = c
  const known = hurriedEnvs.get(env)
  if (known) c.env = known
  else {
    // Not a copy: a host may learn of a new sealing key while it runs.
    const quick = Object.create(env, { DB: { value: inTime(env.DB), enumerable: true } }) as Env
    hurriedEnvs.set(env, quick)
    // A page asks the app again with what it was given: that is quick already.
    hurriedEnvs.set(quick, quick)
    c.env = quick
  }
  await next()
})
