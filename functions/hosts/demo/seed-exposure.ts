import { district } from '../../district.ts'
import { AppealInput } from '../../domain/appeal-input.ts'
import { usualLastDay } from '../../domain/exposure.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { parse } from '../../domain/parse.ts'
import { DAY } from '../../domain/shanghai-day.ts'
import type { Staff } from '../../domain/staff.ts'
import { decideExposure } from '../../exposure/decide-exposure.ts'
import { fileAppeal } from '../../exposure/file-appeal.ts'
import { proposeExposure } from '../../exposure/propose-exposure.ts'
import { readExposure } from '../../exposure/read-exposure.ts'
import type { Env } from '../../http/app-types.ts'

type People = { moderator: Staff; approver: Staff | null }

/** Proposes a closed demo case with its covered pictures; the second person approves it, where one is named. */
export const exposeDemo = async (
  env: Env,
  id: string,
  publicText: string,
  { moderator, approver }: People,
  when: { propose: number; approve: number },
): Promise<Outcome<unknown>> => {
  const read = await readExposure(env, id, moderator, when.propose)
  if (!read.ok) return read
  const { tipOff, photos } = read.value
  const pictures = photos.flatMap(({ id: photo, key }) =>
    key === null ? [] : [{ photo, key, faces: true, plates: true, names: true, minors: 'clear' as const }],
  )
  const until = usualLastDay(when.propose, district.exposure)
  const input = { version: tipOff.version, publicText, until, pictures }
  const proposed = await proposeExposure(env, id, input, moderator, { requestId: 'demo', now: when.propose })
  const proposal = proposed.ok ? proposed.value.proposal : null
  if (!proposal || !approver) return proposed
  const asked = { requestId: 'demo', now: when.approve }
  return decideExposure(env, proposal.id, { decision: 'approve', reason: '' }, approver, asked)
}

/** Somebody shown on the board says that it is no longer so; it waits for an answer. */
export const appealDemo = async (env: Env, number: string, now: number): Promise<void> => {
  const input = parse(AppealInput, {
    key: 'demo-district-appeal-1',
    number,
    claim: 'wrong',
    text: '我是这条坡道旁边的摊主。车早就不停在坡道上了，照片下面还写着“挡住坡道”，请写明已经挪走，或者撤下来。',
    contact: { name: '摊主乙', phone: '199 0000 2002' },
  })
  if (!input.ok) throw new Error('demo appeal: ' + input.issues.map(({ code }) => code).join(' '))
  await fileAppeal(env, input.value, 'demo', now - DAY)
}
