const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼'
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤桑'
// 高中同学 and 马路阿姨 are no names: a given name in between only before 先生 and 女士.
const CALLED = `[${SURNAMES}](?:某|[\\u4e00-\\u9fff]{0,2}(?:先生|女士)|(?:老师|师傅|阿姨|大爷|大妈|老板|经理|主任|医生))`

/** What gives a person away in a sentence that is to be public; the first that is found names the code. */
const TELLING: [code: string, pattern: RegExp][] = [
  ['public_text.identity', /(?<!\d)\d{17}[\dX](?![\dA-Z])/],
  ['public_text.phone', /(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)/],
  ['public_text.plate', new RegExp(`[${PROVINCES}][A-Z][·•. -]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳](?![A-Z0-9])`)],
  ['public_text.person', new RegExp(`${CALLED}|姓名\\s*:|名叫|户主[${SURNAMES}]|业主[${SURNAMES}]`)],
  ['public_text.house', /\d+ ?(?:单元|室(?!内|外))|\d+-\d+-\d+/],
]

/** Whether a plain reading of the text, digits and letters of full width included, gives somebody away; null when not. */
export const tellsOf = (text: string): string | null => {
  const plain = text.normalize('NFKC').toUpperCase()
  return TELLING.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}
