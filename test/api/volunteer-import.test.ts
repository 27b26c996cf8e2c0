import { env } from '#test-host'
import { beforeAll, expect, test } from 'vitest'
import { codesOf, rowsOf } from '../fixtures/desk.ts'
import { asks, signedIn, type SignedIn } from '../fixtures/staff.ts'
import { aVolunteer, postAs } from '../fixtures/volunteers.ts'

let moderator: SignedIn
beforeAll(async () => {
  moderator = await signedIn('moderator')
})

/** 姓名,手机号码,年龄段,所属社区,服务时长 and 李太白,19900005002,18岁以上,柳岸社区,2 as Excel in China saves it. */
const GB18030 =
  'd0d5c3fb2ccad6bbfabac5c2eb2cc4eac1e4b6ce2ccbf9caf4c9e7c7f82cb7fecef1cab1b3a40ac0eeccabb0d72c31393930303038353030322c3138cbead2d4c9cf2cc1f8b0b6c9e7c7f82c320a'

type Report = {
  hash: string
  rows: number
  fresh: number
  known: number
  ours: number
  duplicates: { row: number; of: number }[]
  faults: { row: number; code: string; value: string }[]
  minutes: number
  minutesBefore: number
  imported?: { people: number; minutes: number }
}
const HEAD = '姓名,手机号码,年龄段,所属社区,服务时长（小时）'
const send = (bytes: Uint8Array<ArrayBuffer> | string, query = '') =>
  asks(moderator, '/api/desk/volunteers/import' + query, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes,
  })
const lookOver = async (bytes: Uint8Array<ArrayBuffer> | string) => {
  const response = await send(bytes)
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as Report
}
const takeOver = async (bytes: Uint8Array<ArrayBuffer> | string) => {
  const { hash } = await lookOver(bytes)
  const response = await send(bytes, `?confirm=${hash}&centre=liuan-station`)
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as Report
}
const counts = async () =>
  (
    await rowsOf<{ people: number; minutes: number }>(
      `SELECT (SELECT count(*) FROM volunteers) AS people,
        (SELECT COALESCE(sum(minutes), 0) FROM service_records) AS minutes`,
    )
  )[0]!

test('a list is looked over before anything of it is stored', async () => {
  const known = await aVolunteer({ name: '任清和', phone: '19900000001' })
  const before = await counts()
  const report = await lookOver(
    [
      HEAD,
      `${known.name},${known.phone},18 岁以上,柳岸社区,10`,
      '孟晚舟,199 0000 8002,成年人,柳岸,12.5',
      '孟 晚舟,19900008002,18岁以上,柳岸社区,3',
      ',19900008003,18岁以上,柳岸社区,3',
      '胡同学,19900008004,14 至 17 岁,柳岸社区,3',
      '没电话,,18岁以上,柳岸社区,3',
      '坏社区,19900008005,18岁以上,月亮社区,3',
      '坏时长,19900008006,18岁以上,柳岸社区,三小时',
      '"=HYPERLINK(""http://a"")",19900008007,18岁以上,柳岸社区,3',
      '',
    ].join('\r\n'),
  )
  expect(report).toMatchObject({ rows: 9, fresh: 1, known: 1, ours: 0, minutes: 600 + 750 })
  expect(report.duplicates).toEqual([{ row: 4, of: 3 }])
  expect(report.faults.map(({ row, code }) => `${row} ${code}`)).toEqual([
    '5 person_name.missing',
    '6 list.minor',
    '7 mobile.missing',
    '8 list.community_wrong',
    '9 list.hours_wrong',
    '10 list.formula',
  ])
  expect(await counts()).toEqual(before)
})

test('the confirmed list becomes books and hours, and the same file again doubles nobody', async () => {
  const file = [HEAD, '申屠白,19900001001,18岁以上,柳岸社区,30.5', '令狐月,19900001002,18岁以上,渡口社区,0'].join('\n')
  const before = await counts()
  const first = await takeOver(file)
  expect(first.imported).toEqual({ people: 2, minutes: 1830 })
  expect(await counts()).toEqual({ people: before.people + 2, minutes: before.minutes + 1830 })
  const again = await takeOver(file)
  expect(again).toMatchObject({ fresh: 0, known: 2, minutes: 0, minutesBefore: 1830 })
  expect(again.imported).toEqual({ people: 0, minutes: 0 })
  expect(await counts()).toEqual({ people: before.people + 2, minutes: before.minutes + 1830 })
  const records = await rowsOf<{ source: string; minutes: number; centre: string }>(
    "SELECT source, minutes, centre FROM service_records WHERE centre = 'liuan-station' ORDER BY minutes",
  )
  // A record is a day's at most: a longer sum is several.
  expect(records).toEqual([
    { source: 'imported', minutes: 390, centre: 'liuan-station' },
    { source: 'imported', minutes: 1440, centre: 'liuan-station' },
  ])
})

test('two who import the same file at once double nobody', async () => {
  const file = [HEAD, '尉迟青,19900002001,18岁以上,柳岸社区,8', '宇文朗,19900002002,18岁以上,柳岸社区,4'].join('\n')
  const { hash } = await lookOver(file)
  const before = await counts()
  await Promise.all([1, 2, 3].map(() => send(file, `?confirm=${hash}&centre=liuan-station`)))
  expect(await counts()).toEqual({ people: before.people + 2, minutes: before.minutes + 720 })
})

test('only the file that was looked over is taken over, and only for a centre', async () => {
  const file = [HEAD, '东方初,19900003001,18岁以上,柳岸社区,8'].join('\n')
  const { hash } = await lookOver(file)
  const before = await counts()
  const other = file.replace('8', '800')
  expect(await codesOf(await send(other, `?confirm=${hash}&centre=liuan-station`))).toEqual(['list.other_file'])
  expect(await codesOf(await send(file, `?confirm=${hash}&centre=nowhere`))).toEqual(['centre.missing'])
  expect(await counts()).toEqual(before)
})

test('an imported book opens with the code the desk gives, and with none before', async () => {
  await takeOver([HEAD, '南宫雪,19900004001,18岁以上,柳岸社区,6'].join('\n'))
  const [found] = (
    (await (await asks(moderator, '/api/desk/volunteers?q=19900004001')).json()) as { volunteers: { id: string }[] }
  ).volunteers
  const response = await asks(moderator, `/api/desk/volunteers/${found!.id}/moves`, {
    json: { move: 'new_code', reason: '电话核对过本人' },
  })
  const { code } = (await response.json()) as { code: string }
  const mine = await postAs('/api/volunteers/me', { phone: '19900004001', code })
  expect(await mine.json()).toMatchObject({ name: '南宫雪', minutes: 360 })
})

test('UTF-8 with its mark and GB18030 are read alike', async () => {
  const text = [HEAD, '司空远,19900005001,18岁以上,柳岸社区,2'].join('\r\n')
  expect(await lookOver('\ufeff' + text)).toMatchObject({ rows: 1, fresh: 1, faults: [] })
  const encoded = Uint8Array.from(GB18030.match(/../g)!.map((pair) => parseInt(pair, 16)))
  expect(await lookOver(encoded)).toMatchObject({ rows: 1, fresh: 1, faults: [], minutes: 120 })
})

test('our own export brought back adds no hours to anybody', async () => {
  await takeOver([HEAD, '西门静,19900006001,18岁以上,柳岸社区,20'].join('\n'))
  const csv = await asks(
    moderator,
    '/api/desk/volunteers/export?format=csv&reason=' + encodeURIComponent('核对名单后导回'),
  )
  const before = await counts()
  const report = await takeOver(new Uint8Array(await csv.arrayBuffer()))
  expect(report.faults).toEqual([])
  expect(report.ours).toBe(report.known)
  expect(await counts()).toEqual(before)
})

test('what is no list is refused as a whole, with its reason', async () => {
  for (const [file, code] of [
    ['', 'list.empty'],
    [HEAD + '\n', 'list.empty'],
    ['名字,电话\n甲,1', 'list.no_columns'],
    [[HEAD, ...Array.from({ length: 2001 }, (_, n) => `甲乙${n},199,18,柳岸社区,1`)].join('\n'), 'list.too_many'],
    ['x'.repeat(1024 * 1024 + 1), 'list.too_big'],
  ])
    expect(await codesOf(await send(file!)), code).toEqual([code])
  for (const bytes of [
    [0, 1, 2, 255, 254],
    [0xff, 0xfe, 0, 0xd8],
    [0x50, 0x4b, 3, 4],
  ])
    expect((await send(Uint8Array.from(bytes))).status).toBeLessThan(500)
})

test('two thousand lines come in at once, within what the database takes', async () => {
  const lines = Array.from({ length: 2000 }, (_, n) => {
    const digits = String(n).padStart(4, '0')
    return `志愿${digits.replace(/\d/g, (digit) => '零一二三四五六七八九'[Number(digit)]!)},1990009${digits},18岁以上,柳岸社区,${n % 60}`
  })
  const before = await counts()
  const report = await takeOver([HEAD, ...lines].join('\n'))
  expect(report).toMatchObject({ rows: 2000, fresh: 2000, faults: [], duplicates: [] })
  expect(report.imported!.people).toBe(2000)
  expect(await counts()).toEqual({ people: before.people + 2000, minutes: before.minutes + report.imported!.minutes })
  const [numbers] = await rowsOf<{ n: number }>('SELECT count(DISTINCT number) AS n FROM volunteers')
  expect(numbers!.n).toBe(before.people + 2000)
  expect(
    await env.DB.prepare(
      "SELECT count(*) AS n FROM audit_events WHERE action = 'volunteer:import' AND detail LIKE 'rows 2000%'",
    ).first(),
  ).toEqual({ n: 1 })
})
