import { expect, it } from 'vitest'
import { readPeople } from './people'

it('reads names and numbers in the spellings that people paste', () => {
  const text = '王磊 138 0000 0002\n陈慧敏,13800000003,主管\n１３８０００００００４\t赵鹏\n\n孙浩;林晓燕 +86 13800000006 内勤'
  expect(readPeople(text)).toEqual([
    { name: '王磊', mobile: '13800000002', role: 'rep' },
    { name: '陈慧敏', mobile: '13800000003', role: 'manager' },
    { name: '赵鹏', mobile: '13800000004', role: 'rep' },
    { name: '孙浩', mobile: '', role: 'rep' },
    { name: '林晓燕', mobile: '+8613800000006', role: 'back_office' },
  ])
})
