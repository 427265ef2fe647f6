import { describe, expect, it } from 'vitest'
import { firstAtDesk, sides } from './people'

const person = (name: string, ...roles: string[]) => ({ id: name, name, role: '', roles, department: null })

describe('the people of the demo', () => {
  it('gives reps the phone and everybody else the desk', () => {
    const { phone, desk } = sides([person('周立群', 'director'), person('王磊', 'rep'), person('陈慧敏', 'manager'), person('赵鹏', 'rep')])
    expect(phone.map((one) => one.name)).toEqual(['王磊', '赵鹏'])
    expect(desk.map((one) => one.name)).toEqual(['周立群', '陈慧敏'])
    expect(firstAtDesk(desk)?.name).toBe('陈慧敏')
    expect(firstAtDesk([])).toBeUndefined()
  })
})
