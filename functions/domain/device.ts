/** Names of systems and browsers as their User-Agent writes them; the first that fits counts, so imitators stand first. */
const SYSTEMS: [string, RegExp][] = [
  ['harmony', /OpenHarmony|HarmonyOS/],
  ['android', /Android/],
  ['ios', /iPhone|iPad|iPod/],
  ['windows', /Windows/],
  ['mac', /Macintosh|Mac OS X/],
  ['linux', /Linux|X11/],
]
const BROWSERS: [string, RegExp][] = [
  ['wechat', /MicroMessenger/],
  ['edge', /Edg(e|A|iOS)?\//],
  ['qq', /QQBrowser/],
  ['uc', /UCBrowser|UBrowser/],
  ['quark', /Quark/],
  ['huawei', /HuaweiBrowser|ArkWeb/],
  ['firefox', /Firefox|FxiOS/],
  ['chrome', /Chrome|CriOS/],
  ['safari', /Safari/],
]
const OTHER = 'other'
const nameIn = (table: [string, RegExp][], text: string): string =>
  table.find(([, sign]) => sign.test(text))?.[0] ?? OTHER

/** The device somebody signs in with, as two words: `windows edge`. No version, no model: nothing that tells it apart. */
export const deviceOf = (userAgent: string): string => {
  const text = userAgent.slice(0, 400)
  return nameIn(SYSTEMS, text) + ' ' + nameIn(BROWSERS, text)
}

export const SYSTEM_NAMES = [...SYSTEMS.map(([name]) => name), OTHER]
export const BROWSER_NAMES = [...BROWSERS.map(([name]) => name), OTHER]
