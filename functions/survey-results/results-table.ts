import Papa from 'papaparse'
import { CSV, CSV_MARK } from '../domain/plain-cells.ts'
import type { Interval } from '../domain/survey-figures/wilson.ts'
import { HEADLINES } from '../domain/survey/meaning.ts'
import { say } from '../domain/survey/say.ts'
import type { PublicResults } from './read-results.ts'

type Cell = string | number
export const TABLE_HEADS = [
  'section',
  'group',
  'question',
  'row',
  'choice',
  'n',
  'count',
  'share',
  'share_low',
  'share_high',
].concat('weighted_share', 'weighted_low', 'weighted_high', 'mean', 'mean_low', 'mean_high')

/** Shares to a tenth of a per cent: more than the intervals bear out would look surer than it is. */
const rounded = (value: number | null | undefined): Cell =>
  value === null || value === undefined ? '' : Math.round(value * 1000) / 1000
const ends = (interval: Interval | null | undefined): Cell[] => [rounded(interval?.low), rounded(interval?.high)]
const NO_WEIGHTS: Cell[] = ['', '', '']

const headlineLines = ({ figures }: PublicResults): Cell[][] =>
  HEADLINES.flatMap((headline): Cell[][] => {
    if (!(headline in figures.headlines)) return []
    const [found, weighted] = [figures.headlines[headline], figures.weightedHeadlines?.[headline]]
    const count = found ? Math.round(found.share * found.n) : ''
    const plain = [found?.n ?? '', count, rounded(found?.share), ...ends(found?.interval)]
    return [
      ['headline', '', headline, '', '', ...plain, rounded(weighted?.share), ...ends(weighted?.interval), '', '', ''],
    ]
  })

const groupLines = ({ figures }: PublicResults): Cell[][] =>
  figures.groupings.flatMap(({ by, groups }) =>
    groups.flatMap(({ value, n, headlines }): Cell[][] => [
      [by, value, '', '', '', n, ...Array<string>(10).fill('')],
      ...HEADLINES.flatMap((headline): Cell[][] => {
        const found = headlines[headline]
        if (!found) return []
        const count = Math.round(found.share * found.n)
        return [
          [
            by,
            value,
            headline,
            '',
            '',
            found.n,
            count,
            rounded(found.share),
            ...ends(found.interval),
            ...NO_WEIGHTS,
            '',
            '',
            '',
          ],
        ]
      }),
    ]),
  )

const questionLines = ({ figures }: PublicResults): Cell[][] =>
  figures.questions.flatMap(({ name, lines, places, number }): Cell[][] => [
    ...lines.flatMap((line) => {
      const row = line.name === name ? '' : line.name.slice(name.length + 1)
      const mean = line.mean ? [rounded(line.mean.mean), ...ends(line.mean.interval)] : ['', '', '']
      return line.choices.map(({ value, count, share, interval, weighted }): Cell[] => [
        ...['question', '', name, row, value, line.n ?? '', count ?? '', rounded(share), ...ends(interval)],
        ...[rounded(weighted?.share), ...ends(weighted?.interval), ...mean],
      ])
    }),
    ...places.map(({ value, n, mean }): Cell[] => [
      'place',
      '',
      name,
      '',
      value,
      n ?? '',
      '',
      '',
      '',
      '',
      ...NO_WEIGHTS,
      rounded(mean),
      '',
      '',
    ]),
    ...(number
      ? [
          [
            'number',
            '',
            name,
            '',
            '',
            number.n,
            '',
            '',
            '',
            '',
            ...NO_WEIGHTS,
            rounded(number.mean),
            ...ends(number.interval),
          ],
        ]
      : []),
  ])

const file = (lines: Cell[][]): string => CSV_MARK + Papa.unparse(lines, CSV) + CSV.newline

/** Published results as one table; what stays unsaid is an empty cell. */
export const resultsTable = (results: PublicResults): string =>
  file([TABLE_HEADS, ...headlineLines(results), ...groupLines(results), ...questionLines(results)])

/** What the table's names and values mean, in both languages. */
export const resultsCodebook = ({ figures }: PublicResults, columns: [string, string, string][]): string =>
  file([
    ['name', 'row', 'value', 'zh-CN', 'en'],
    ...columns.map(([name, zh, en]) => [name, '', '', zh, en]),
    ...figures.questions.flatMap(({ name, title, lines, places }): Cell[][] => [
      [name, '', '', say(title, 'zh-CN'), say(title, 'en')],
      ...lines.flatMap((line): Cell[][] => {
        const row = line.name === name ? '' : line.name.slice(name.length + 1)
        return [
          ...(line.text ? [[name, row, '', say(line.text, 'zh-CN'), say(line.text, 'en')]] : []),
          ...line.choices.map(({ value, text }) => [name, row, value, say(text, 'zh-CN'), say(text, 'en')]),
        ]
      }),
      ...(lines.length > 0
        ? []
        : places.map(({ value, text }) => [name, '', value, say(text, 'zh-CN'), say(text, 'en')])),
    ]),
  ])
