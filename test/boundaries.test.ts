import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

type Import = { from: string; to: string; typeOnly: boolean }

/** Every import in a source text: what follows `from`, a bare `import '…'`, and `import('…')`. */
const importsIn = (from: string, text: string): Import[] =>
  [...text.matchAll(/^\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, , typeOnly, named, dynamic]) => {
      const name = named ?? dynamic ?? ''
      return { from, to: name.startsWith('.') ? normalize(join(dirname(from), name)) : name, typeOnly: !!typeOnly }
    },
  )

const root = join(import.meta.dirname, '..')
const sources = globSync(['src/**/*.{ts,tsx,astro}', 'functions/**/*.ts'], { cwd: root }).map((path) =>
  path.replaceAll('\\', '/'),
)
const imports = sources.flatMap((path) => importsIn(path, readFileSync(join(root, path), 'utf8')))

const within = (...rooms: string[]) => {
  const doors = rooms.map(
    (room) => new RegExp(`^(${room.replaceAll('.', '\\.').replaceAll('*', '[^/]*')})$|^(${room})/`),
  )
  return (path: string) => doors.some((door) => door.test(path))
}
const isPackage = (to: string) => !/^(src|functions|content|public|test)\//.test(to)

const NOUNS = [
  'tip-offs',
  'activities',
  'volunteers',
  'attendance',
  'certificates',
  'teams',
  'orders',
  'surveys',
  'responses',
  'survey-codes',
  'interviews',
  'survey-results',
  'accounts',
  'routing',
  'supervision',
  'exposure',
  'look-backs',
  'work-calendar',
  'figures',
  'view',
  'challenges',
]
const SHARED = ['http', 'staff', 'photos', 'outbox']
const BELOW = ['functions/domain', 'functions/db', 'functions/words.ts', 'functions/paths.ts', 'functions/district.ts']
const READABLE = ['functions/domain', 'functions/words.ts', 'functions/paths.ts', 'functions/district.ts']

type Rule = { who: string; from: (path: string) => boolean; may: (one: Import) => boolean }
const isRoutes = (path: string) => /\/(public|desk)\.ts$/.test(path)

/** Who may import whom (architecture.md); every arrow points down. */
const RULES: Rule[] = [
  {
    who: 'the domain knows valibot and itself',
    from: within('functions/domain'),
    may: ({ to }) => to === 'valibot' || within('functions/domain')(to),
  },
  {
    who: 'what happens never knows what people see',
    from: within('functions'),
    may: ({ to }) => !to.startsWith('src/'),
  },
  {
    who: 'nothing knows which host it runs on',
    from: (path) => !within('functions/hosts')(path),
    may: ({ to }) => !to.startsWith('functions/hosts/') && to !== 'cloudflare:workers' && !to.startsWith('node:sqlite'),
  },
  {
    who: 'one file knows the Workers runtime',
    from: (path) => path !== 'functions/hosts/env-cloudflare.ts',
    may: ({ to }) => to !== 'cloudflare:workers',
  },
  {
    who: 'components and islands take words, paths and rules; islands no more than types of anything else',
    from: within('src/components', 'src/islands'),
    may: ({ from, to, typeOnly }) =>
      !to.startsWith('functions/') || within(...READABLE)(to) || (typeOnly && within('src/islands')(from)),
  },
  {
    who: 'pages ask the app, and otherwise take words, paths and rules',
    from: within('src/pages', 'src/layouts'),
    may: ({ to, typeOnly }) => !to.startsWith('functions/') || within('functions/app.ts', ...READABLE)(to) || typeOnly,
  },
  {
    who: 'only routes, guards with their sessions, the app, http and hosts know Hono',
    from: (path) =>
      within('functions')(path) &&
      !within('functions/hosts', 'functions/http', 'functions/app.ts')(path) &&
      !isRoutes(path) &&
      !/\/(guards|sessions|show-photo)\.ts$/.test(path),
    may: ({ to }) => to !== 'hono' && !to.startsWith('hono/'),
  },
  {
    who: 'what the nouns share knows no noun, the lowest floor neither',
    from: within(...SHARED.map((room) => `functions/${room}`), ...BELOW),
    may: ({ to }) => !within(...NOUNS.map((noun) => `functions/${noun}`), 'functions/app.ts', 'functions/jobs.ts')(to),
  },
  {
    who: 'the lowest floor knows nobody above it',
    from: within(...BELOW),
    may: ({ to }) => !within(...SHARED.map((room) => `functions/${room}`))(to),
  },
  {
    who: 'one noun never reads another’s rows',
    from: within(...NOUNS.map((noun) => `functions/${noun}`)),
    may: ({ from, to }) =>
      !/rows\.ts$/.test(to) ||
      dirname(from) === dirname(to) ||
      !within(...NOUNS.map((noun) => `functions/${noun}`))(to),
  },
  {
    who: 'zod is for content collections, valibot for everything else',
    from: (path) => path !== 'src/content.config.ts',
    may: ({ to }) => to !== 'zod' && to !== 'astro/zod',
  },
]

test.each(RULES)('$who', ({ from, may }) => {
  const broken = imports.filter((one) => from(one.from) && !may(one)).map(({ from: file, to }) => `${file} → ${to}`)
  expect(broken).toEqual([])
})

test('every room has its floor', () => {
  const known = within(...[...NOUNS, ...SHARED, 'hosts'].map((room) => `functions/${room}`), ...BELOW)
  const homeless = sources.filter((path) => /^functions\/[^/]+\//.test(path) && !known(path))
  expect(homeless).toEqual([])
  expect(imports.length).toBeGreaterThan(300)
})

test('a forbidden import would be seen, however it is written', () => {
  const forbidden = [
    "import { app } from '../app.ts'",
    "import type { App } from '../http/app-types.ts'",
    "import {\n  a,\n  b,\n} from '../hosts/node.ts'",
    "export { x } from '../staff/keys.ts'",
    "import '../hosts/node.ts'",
    "const x = await import('../hosts/node.ts')",
    "import { Hono } from 'hono'",
  ]
  const rule = RULES[0]!
  for (const text of forbidden) {
    const [found] = importsIn('functions/domain/tip-off.ts', text)
    expect(found, text).toBeDefined()
    expect(rule.may(found!), text).toBe(false)
  }
})

test('no import goes round in a circle', () => {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly && !isPackage(to)) next.set(from, [...(next.get(from) ?? []), to])
  }
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (path: string, way: string[]) => {
    if (way.includes(path)) return void circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
    if (done.has(path)) return
    for (const to of next.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  expect(circles).toEqual([])
})
