import type { Env } from '../../functions/http/app-types.ts'
import type { Plan } from '../plan.ts'
import { bareApp } from './app.ts'

let app: ReturnType<typeof bareApp> | undefined

/** The bare app as a Worker; its plan comes as a variable. */
export default {
  fetch: (request: Request, env: Env & { PLAN: string }) => {
    app ??= bareApp(JSON.parse(env.PLAN) as Plan)
    return app.fetch(request, env)
  },
}
