import { faultOf, TIMEOUT_MS } from './webhook.ts'

const ANSWER_MAX = 4096

/** The number in the robot's answer: 0 when it took the message; null when it answered something else. */
const codeIn = (text: string): number | null => {
  try {
    const said = JSON.parse(text.slice(0, ANSWER_MAX)) as { errcode?: unknown } | null
    return typeof said?.errcode === 'number' ? said.errcode : null
  } catch {
    return null
  }
}

/**
 * Posts a text to a WeCom group robot (企业微信群机器人, developer.work.weixin.qq.com/document/path/99398): null when it was
 * taken, else a word on what went wrong. It answers 200 for refusals too, with its own number in the body; that number
 * is all that is kept of the answer. Redirects are not followed.
 */
export const sendToRobot = async (address: string, text: string): Promise<string | null> => {
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'text', text: { content: text } }),
    })
    if (!response.ok) {
      await response.body?.cancel()
      return 'status ' + response.status
    }
    const code = codeIn(await response.text())
    return code === 0 ? null : 'wecom ' + (code ?? '?')
  } catch (error) {
    return faultOf(error)
  }
}
