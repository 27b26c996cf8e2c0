/** What the picker says. The browser loads its language's file when it wakes the picker; # is where a number goes. */
export type PhotoWords = typeof import('../../content/words/zh-CN/photos.json')
