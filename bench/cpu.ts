import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorker } from './bundle.ts'
import { casesSql } from './cases.ts'
import { load, makeVisit, type Load, type Visit } from './load.ts'
import { cpuMicros, median } from './measure.ts'
import { routeOf, type Plan } from './plan.ts'
import { builtWorker, startRecorder } from './record.ts'
import { newFolder, root, schema, startNode, startWorkerd, type Server, type Sql } from './servers.ts'
import { said as shown, times, type Part } from './table.ts'
import { bareVisit, fileTipOff, said, scenarios, type Known, type Scenario } from './visits.ts'

const CASES = 1000
const PARALLEL = 8

/** `filed`: the case whose receipt is looked up; the bare servers need its rows, too. */
type Planned = { plan: Plan; number: string; filed: Sql[] }

/** Asks the portal each thing once, and writes down the SQL that the bare servers will repeat. */
const makePlan = async (now: number): Promise<Planned> => {
  const recorder = await startRecorder()
  try {
    await recorder.sql(casesSql(CASES, now))
    const { cases } = said<{ cases: { number: string }[] }>(
      (await recorder.visit({ path: '/api/tip-offs/board' })).answer,
    )
    const number = cases[0]!.number
    const filed = await recorder.visit(fileTipOff(recorder.url))
    const { receipt } = said<{ receipt: string }>(filed.answer)
    const plan: Plan = {}
    for (const { kind, route, ours } of scenarios) {
      const visit = ours(recorder.url, { number, receipt })
      const before = visit.length > 1 ? await makeVisit(recorder.url, visit.slice(0, -1)) : undefined
      const last = visit.at(-1)!
      const call = typeof last === 'function' ? last(before!) : last
      // A page that is kept asks nothing the second time.
      if (kind === 'page') await recorder.visit(call)
      const { answer, asked } = await recorder.visit(call)
      plan[route] = routeOf(asked, kind === 'page' ? answer.body.toString() : undefined)
    }
    const rows = filed.asked.flatMap(({ statements }) => statements.map(({ sql, values }): Sql => [sql, ...values]))
    return { plan, number, filed: rows }
  } finally {
    await recorder.stop()
  }
}

type Host = { name: string; ours: Server; bare: Server; known: Known }
type Taken = Load & { cpu: number }

const startHosts = async ({ plan, number, filed }: Planned, now: number, folder: string): Promise<Host[]> => {
  const planFile = join(folder, 'plan.json')
  writeFileSync(planFile, JSON.stringify(plan))
  mkdirSync(join(folder, 'bare'))
  const worker = await bundleWorker('bench/bare/worker.ts')
  const node = await startNode(join(root, 'dist/node/server/entry.mjs'), { probe: '/', vars: { LOG: 'on' } })
  const bareNode = await startNode(join(root, 'bench/bare/node.ts'), {
    data: join(folder, 'bare'),
    probe: '/',
    vars: { BENCH_PLAN: planFile },
  })
  await bareNode.sql([schema()])
  const workerd = await startWorkerd(builtWorker)
  const bareWorkerd = await startWorkerd(worker, { PLAN: JSON.stringify(plan) })
  const hosts = [
    { name: 'node', ours: node, bare: bareNode },
    { name: 'workerd', ours: workerd, bare: bareWorkerd },
  ]
  const ready: Host[] = []
  for (const host of hosts) {
    for (const server of [host.ours, host.bare]) await server.sql(casesSql(CASES, now))
    const { receipt } = said<{ receipt: string }>(await makeVisit(host.ours.url, [fileTipOff(host.ours.url)]))
    await host.bare.sql([filed])
    ready.push({ ...host, known: { receipt, number } })
  }
  return ready
}

const take = async (server: Server, visits: Visit[]): Promise<Taken> => {
  const pids = server.pids()
  const before = cpuMicros(pids)
  const loaded = await load(server.url, visits, PARALLEL)
  return { ...loaded, cpu: (cpuMicros(pids) - before) / visits.length }
}

type Compared = { scenario: Scenario; host: string; ours: Taken; bare: Taken; ratio: number; speed: number }

/** Ours and the bare server by turns, on both hosts by turns; medians, and medians of each turn's ratio. */
const compare = async (scenario: Scenario, hosts: Host[], turns: number, seconds: number): Promise<Compared[]> => {
  const visitsTo = ({ ours, known }: Host, count: number) =>
    Array.from({ length: count }, () => scenario.ours(ours.url, known))
  const bareVisits = (count: number) => Array.from({ length: count }, () => bareVisit(scenario))
  const taken = hosts.map(() => [] as { ours: Taken; bare: Taken }[])
  const counts: number[] = []
  for (const host of hosts) {
    const warm = await take(host.ours, visitsTo(host, 150))
    await take(host.bare, bareVisits(150))
    counts.push(Math.min(4000, Math.max(40, Math.round(warm.perSecond * seconds))))
  }
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, host] of hosts.entries()) {
      const ours = await take(host.ours, visitsTo(host, counts[index]!))
      taken[index]!.push({ ours, bare: await take(host.bare, bareVisits(counts[index]!)) })
    }
  }
  const middle = (list: Taken[]): Taken => ({
    cpu: median(list.map(({ cpu }) => cpu)),
    perSecond: median(list.map(({ perSecond }) => perSecond)),
    p50: median(list.map(({ p50 }) => p50)),
    p99: median(list.map(({ p99 }) => p99)),
  })
  return hosts.map(({ name }, index) => ({
    scenario,
    host: name,
    ours: middle(taken[index]!.map(({ ours }) => ours)),
    bare: middle(taken[index]!.map(({ bare }) => bare)),
    ratio: median(taken[index]!.map(({ ours, bare }) => ours.cpu / bare.cpu)),
    speed: median(taken[index]!.map(({ ours, bare }) => ours.perSecond / bare.perSecond)),
  }))
}

const goalOf = ({ kind, route }: Scenario) => (kind === 'write' ? 1.3 : route === 'home' ? 1.1 : 1.15)

/** Section 1: CPU per request on both hosts, held against a bare Hono that runs the same SQL on the same host. */
export const measureCpu = async (quick: boolean): Promise<Part> => {
  const now = Date.now()
  const folder = newFolder()
  const hosts = await startHosts(await makePlan(now), now, folder)
  const compared: Compared[] = []
  try {
    for (const scenario of scenarios) compared.push(...(await compare(scenario, hosts, quick ? 3 : 7, quick ? 0.4 : 1)))
  } finally {
    for (const { ours, bare } of hosts) await Promise.all([ours.stop(), bare.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
  const of = (host: string, route: string) => compared.find((one) => one.host === host && one.scenario.route === route)!
  return {
    section: {
      title: 'CPU per request, as a ratio to a bare Hono with the same SQL',
      notes: [
        `${PARALLEL} requests at a time over loopback, ${CASES} cases, request log written, limits off. Ours and the bare server by turns; each number is the median, the ratio the median of each turn's ratio. A filing with a photo is two requests.`,
        'The bare server repeats the very statements and round trips that the portal was seen to make, and answers the rows as JSON, or a constant page of the same text: no validation, no rights, no HMAC, no headers, no log. On node it stands on node:http by the shortest bridge, with the same SQLite; on workerd it is a Worker with the same D1 and R2. CPU of workerd is workerd and its miniflare process together.',
      ],
      head: ['request', 'host', 'CPU ratio', 'goal', 'ours, CPU µs', 'bare, CPU µs', 'ours req/s', 'p50 ms', 'p99 ms'],
      rows: compared.map(({ scenario, host, ours, bare, ratio }) => [
        ...[scenario.name, host, times(ratio), `≤ ${goalOf(scenario)}`, Math.round(ours.cpu), Math.round(bare.cpu)],
        ...[Math.round(ours.perSecond), shown(ours.p50), shown(ours.p99)],
      ]),
    },
    found: Object.fromEntries([
      ...compared.map(({ host, scenario, ratio }) => [`cpu.${host}.${scenario.route}`, ratio]),
      ['speed.get', of('node', 'case').ours.perSecond / of('workerd', 'case').ours.perSecond],
      ['speed.insert', of('node', 'file').ours.perSecond / of('workerd', 'file').ours.perSecond],
      ['speed.get.cpu', of('workerd', 'case').ours.cpu / of('node', 'case').ours.cpu],
      ['speed.insert.cpu', of('workerd', 'file').ours.cpu / of('node', 'file').ours.cpu],
      ['speed.bare.get', of('node', 'case').speed],
      ['speed.bare.insert', of('node', 'file').speed],
    ]),
  }
}
