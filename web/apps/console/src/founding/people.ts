/** Reading colleagues from pasted lines: a name, a mobile number, perhaps a role, in any order and spelling. */
export interface Colleague {
  name: string
  mobile: string
  role: string
}

const ROLES: Record<string, string> = {
  业务员: 'rep', 业务: 'rep', 业代: 'rep', 業務員: 'rep', rep: 'rep',
  主管: 'manager', 经理: 'manager', 經理: 'manager', manager: 'manager',
  总监: 'director', 總監: 'director', director: 'director',
  内勤: 'back_office', 內勤: 'back_office',
  管理员: 'admin', 管理員: 'admin', admin: 'admin',
}
const NUMBER = /(?:\+|00)?\d[\d\s-]{9,18}\d/

/** One colleague per line; lines without a number keep their text as the name, so that nothing pasted is lost. */
export function readPeople(text: string): Colleague[] {
  return text.split(/[\r\n;；]+/).flatMap((line) => {
    const plain = line.normalize('NFKC').trim()
    if (!plain) return []
    const mobile = (NUMBER.exec(plain)?.[0] ?? '').replace(/[\s-]/g, '')
    const words = plain.replace(NUMBER, ' ').split(/[\s,，、|\t:+]+/).filter(Boolean)
    const role = words.map((word) => ROLES[word.toLowerCase()]).find(Boolean) ?? 'rep'
    const name = words.filter((word) => !ROLES[word.toLowerCase()]).join(' ')
    return [{ name, mobile, role }]
  })
}
