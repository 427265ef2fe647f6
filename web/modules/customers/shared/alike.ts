/** Which names may mean one shop, and whether a tax number can be right: as the server says (vectors.json is the common truth). */

// What a sign adds to a name; the rest is what people call the shop.
const TRADE_WORDS = [
  '有限责任公司', '有限公司', '副食品店', '便利超市', '生活超市', '连锁超市', '大药房', '小卖部', '便利店', '烟酒店',
  '烟酒行', '副食店', '食杂店', '食品店', '杂货店', '超市', '便利', '商店', '商行', '百货', '烟酒', '餐厅', '饭店',
  '饭馆', '酒楼', '药房', '药店', '总店', '分店', '商贸', '公司', '店',
]
const ALIKE = 0.6
const TAX_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A name as it is compared: full-width forms folded, no blanks, no punctuation. */
export const bare = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The name without its branch in brackets and without the words of the trade. */
export function core(name: string): string {
  const shown = name.normalize('NFKC').toLowerCase()
  const text = bare(shown.replace(/\([^)]*\)/g, '')) || bare(name)
  const rest = TRADE_WORDS.reduce((left, word) => left.replaceAll(word, ''), text)
  return [...rest].length >= 2 ? rest : text
}

function pairs(text: string): Set<string> {
  const signs = [...text]
  return new Set(signs.slice(1).map((sign, at) => `${signs[at]}${sign}`))
}

/** Equal cores, one inside the other, or most pairs of signs shared. */
export function alike(one: string, other: string): boolean {
  const [first, second] = [core(one), core(other)]
  if (Math.min([...first].length, [...second].length) < 2) return bare(one) === bare(other)
  if (second.includes(first) || first.includes(second)) return true
  const [mine, theirs] = [pairs(first), pairs(second)]
  const shared = [...mine].filter((pair) => theirs.has(pair)).length
  return (2 * shared) / (mine.size + theirs.size) >= ALIKE
}

/** A unified social credit code: 17 signs and a check sign (ISO 7064 MOD 31-3, as GB 32100-2015 has it). */
export function taxNumberIsRight(number: string): boolean {
  if (number.length !== 18 || [...number].some((sign) => !TAX_ALPHABET.includes(sign))) return false
  let [sum, weight] = [0, 1]
  for (const sign of number.slice(0, 17)) {
    sum += TAX_ALPHABET.indexOf(sign) * weight
    weight = (weight * 3) % 31
  }
  return TAX_ALPHABET[(31 - (sum % 31)) % 31] === number[17]
}

/** As it is kept: no blanks, capitals. */
export const tidyTaxNumber = (typed: string): string => typed.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
