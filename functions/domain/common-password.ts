/**
 * What common passwords of twelve letters and more are made of. No list is shipped: lists hold mostly short ones, which
 * the length refuses already, and long ones are these words with digits, years and signs around them.
 */
const WORDS =
  'password passwort pass word mima woaini woaiwojia iloveyou admin administrator root guest welcome letmein login signin secret changeme change default master manager system server service office wenming tongxing chuangjian chengshi zhengfu beijing shanghai zhongguo china chinese dragon monkey princess sunshine football baseball superman batman michael jordan charlie computer internet windows microsoft google wechat weixin alipay taobao qwerty asdfgh zxcvbn qazwsx qweasd abcdef abc test testing user hello world nihao tiantian baobei laopo laogong tencent qwe asd zxc love lovely forever happy birthday family summer winter spring autumn january february monday friday key account demo temporary temp initial'
    .split(' ')
    .sort((a, b) => b.length - a.length)

/** Rows of keys and of the alphabet, there and back: a piece of one is no password. */
const ROWS = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb']
const WALKS = ROWS.flatMap((row) => [row, [...row].reverse().join('')])
const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

const isRepeated = (text: string): boolean => /^(.{1,6})\1+.{0,5}$/su.test(text)
const walkedLength = (text: string, at: number): number => {
  let longest = 0
  for (const walk of WALKS) {
    let length = longest + 1
    while (at + length <= text.length && walk.includes(text.slice(at, at + length))) length += 1
    longest = Math.max(longest, length - 1)
  }
  return longest
}

/** What is left of the text once walks over the keyboard of four keys and more are taken out. */
const withoutWalks = (text: string): string => {
  let rest = ''
  for (let at = 0; at < text.length;) {
    const length = walkedLength(text, at)
    if (length < 4) rest += text[at]
    at += length < 4 ? 1 : length
  }
  return rest
}

const without = (text: string, words: string[]): string =>
  words.reduce((rest, word) => rest.replaceAll(word, ' '), text)
/** How many different letters no word, year or walk explains: digits and signs are what people put around a word. */
const unexplained = (text: string, words: string[]): number =>
  new Set(without(withoutWalks(text), words).replace(/[\s\p{N}\p{P}\p{S}]/gu, '')).size

/**
 * Whether a password is one of those tried first: words everybody takes, keys in a row, one piece again and again, dates
 * and numbers only, digits and signs around a word or for its letters (p@ssw0rd); also what stands close to its owner
 * (`own`: words of two letters and more).
 */
export const isCommonPassword = (password: string, own: string[] = []): boolean => {
  const text = password.toLowerCase()
  if (isRepeated(text) || new Set(text).size < 5) return true
  const words = [...own.map((word) => word.toLowerCase()).filter((word) => [...word].length >= 2), ...WORDS]
  const spelled = text.replace(/[013457@$!]/g, (one) => LOOKALIKES[one] ?? one)
  const needed = [...text].length >= 12 ? 5 : 3
  return Math.min(unexplained(text, words), unexplained(spelled, words)) < needed
}
