import { markdown, said, times, type Section } from './table.ts'
import { why } from './why.ts'

type Found = Record<string, number>
type Goal = { number: string; what: string; target: string; of: string; most?: number; least?: number; ratio?: boolean }

const cpu = (host: string, route: string, what: string, most: number): Goal => ({
  number: '8',
  what: `CPU per request on ${host}: ${what}, ÷ bare Hono with the same SQL`,
  target: `≤ ${most}×`,
  of: `cpu.${host}.${route}`,
  most,
  ratio: true,
})
const hosts = ['node', 'workerd']

const GOALS: Goal[] = [
  { number: '1', what: 'heaviest document with its styles, KB', target: '≤ 11.4', of: 'pages.document', most: 11.4 },
  {
    number: '1',
    what: 'heaviest reading page, all it loads, KB',
    target: '≤ 11.4',
    of: 'pages.heaviestReading',
    most: 11.4,
  },
  {
    number: '1',
    what: 'heaviest page, forms too, all it loads, KB',
    target: '≤ 11.4',
    of: 'pages.heaviest',
    most: 11.4,
  },
  {
    ...{ number: '2', what: 'first paint of home ÷ a bare page, slow 4G, CPU ÷ 6', target: '≤ 1.10×' },
    ...{ of: 'paint.first', most: 1.1, ratio: true },
  },
  {
    ...{ number: '2', what: 'largest paint of home ÷ a bare page', target: '≤ 1.10×' },
    ...{ of: 'paint.largest', most: 1.1, ratio: true },
  },
  { number: '3', what: 'script on a reading page, KB', target: '0', of: 'pages.scriptReading', most: 0 },
  { number: '3', what: 'most script on a form, KB', target: '≤ 5', of: 'pages.scriptForms', most: 5 },
  { number: '4', what: 'survey engine as the phone loads it, KB', target: '≤ 8', of: 'surveys.engine', most: 8 },
  {
    number: '4',
    what: 'survey of twelve questions, first view, KB',
    target: '≤ 11.4',
    of: 'surveys.kilobytes',
    most: 11.4,
  },
  {
    ...{ number: '4', what: 'the same, first control usable ÷ SurveyJS', target: '≤ 0.25×' },
    ...{ of: 'surveys.usable', most: 0.25, ratio: true },
  },
  {
    ...{ number: '4', what: 'the same, one question at a time ÷ SurveyJS', target: '≤ 0.25×' },
    ...{ of: 'surveys.awake', most: 0.25, ratio: true },
  },
  { number: '6', what: 'anti-robot code on the form, KB brotli', target: '≤ 1.5', of: 'script.solver', most: 1.5 },
  { number: '7', what: 'photo as sent, mean kB (synthetic photos)', target: '≤ 130', of: 'photos.bytes', most: 130 },
  { number: '7', what: 'the same, luma PSNR, dB', target: '≥ 36.5', of: 'photos.psnr', least: 36.5 },
  { number: '7', what: 'the same, seconds at 0.75 Mbit/s', target: '≤ 1.5', of: 'photos.seconds', most: 1.5 },
  ...hosts.flatMap((host) => [
    cpu(host, 'case', 'one case', 1.15),
    cpu(host, 'board', 'board', 1.15),
    cpu(host, 'track', 'receipt look-up', 1.15),
    cpu(host, 'board-page', 'board page', 1.15),
    cpu(host, 'home-fresh', 'home page, made anew', 1.15),
    cpu(host, 'file', 'filing', 1.3),
    cpu(host, 'file-photo', 'filing with a photo', 1.3),
  ]),
  { number: '9', what: 'round trips to the database, public request', target: '≤ 1', of: 'trips.public', most: 1 },
  { number: '9', what: 'the same, home page kept ten seconds', target: '0', of: 'trips.kept', most: 0 },
  ...hosts.map((host): Goal => ({
    ...{ number: '9', what: `CPU on ${host}: home page kept ten seconds ÷ a bare constant page`, target: '≤ 1.10×' },
    ...{ of: `cpu.${host}.home`, most: 1.1, ratio: true },
  })),
  {
    ...{ number: '10', what: 'req/s of one case, node ÷ workerd with local D1', target: '≥ 10×' },
    ...{ of: 'speed.get', least: 10, ratio: true },
  },
  {
    ...{ number: '10', what: 'req/s of filing (fsync on node), node ÷ workerd', target: '≥ 5×' },
    ...{ of: 'speed.insert', least: 5, ratio: true },
  },
  {
    ...{ number: '10', what: 'req/s of one case, node host ÷ bare node', target: '≥ 0.5×' },
    ...{ of: 'speed.bare.get', least: 0.5, ratio: true },
  },
  { number: '12', what: 'rows read, public board', target: '≤ 25', of: 'rows.board', most: 25 },
  {
    ...{ number: '12', what: 'the same, growth with a hundredfold database', target: '1.00×' },
    ...{ of: 'rows.board.growth', most: 1.005, ratio: true },
  },
  { number: '12', what: 'rows read, queue at the desk', target: '≤ 25', of: 'rows.queue', most: 25 },
  {
    ...{ number: '12', what: 'the same, growth', target: '1.00×' },
    ...{ of: 'rows.queue.growth', most: 1.005, ratio: true },
  },
  { number: '12', what: 'statements that scan a table on node', target: '0', of: 'rows.scans', most: 0 },
  { number: '13', what: 'rows read for the five figures', target: '≤ 6', of: 'rows.figures', most: 6 },
  { number: '14', what: 'rows written: file, close, publish', target: '≤ 12', of: 'rows.stored', most: 12 },
  { number: '17', what: 'node host, start to first page, s', target: '≤ 1', of: 'host.start', most: 1 },
  { number: '17', what: 'node host, memory after load, MB', target: '≤ 200', of: 'host.memory', most: 200 },
  { number: '17', what: 'node host, size of the install, MB', target: '≤ 60', of: 'host.install', most: 60 },
]

const verdict = ({ most, least }: Goal, measured: number): string => {
  const share = most === undefined ? measured / least! : measured / most
  if (most === undefined ? measured >= least! : measured <= most) return 'met'
  return most === 0 ? `missed by ${said(measured)}` : `missed: ${share.toFixed(2)}× the goal`
}

/** Section 6: each goal with its target, what was measured, and whether it was met. */
export const goals = (found: Found): Section => ({
  title: 'Goals',
  notes: [
    'Not measured here: a static page against nginx (goal 11) and paint against the govuk-frontend kit (part of goal 2), for neither is installed with the portal.',
    'Goal 13 counts the cells shown; the portal shows five figures.',
  ],
  head: ['goal', 'what', 'target', 'measured', '', 'why, where missed'],
  rows: GOALS.filter(({ of }) => found[of] !== undefined).map((goal) => {
    const measured = found[goal.of]!
    const met = verdict(goal, measured)
    return [
      ...[goal.number, goal.what, goal.target, goal.ratio ? times(measured) : said(measured)],
      ...[met, met === 'met' ? '' : (why[goal.of] ?? '')],
    ]
  }),
})

/** What the README quotes: the goals first, then the tables that fit a page. */
export const result = (heading: string, sections: Section[], closing: Section): string => {
  const short = sections.map((section) =>
    section.rows.length <= 30
      ? section
      : { ...section, rows: section.rows.slice(0, 8), title: `${section.title} (heaviest 8)` },
  )
  return [`# The bench\n\n\`npm run bench\`. ${heading}`, ...[closing, ...short].map(markdown)].join('\n')
}
