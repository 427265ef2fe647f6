/** One short message at a time near the top of the screen; screen readers hear it. */
import { LocalFault, Problem, Unreachable } from '@outrider/data'
import { shallowRef } from 'vue'
import { useI18n } from '@outrider/ui'

export interface Message {
  text: string
  tone: 'plain' | 'good' | 'bad'
  id: number
}

/** What is shown now. */
export const notice = shallowRef<Message | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined
let count = 0

/** Say something for a few seconds; bad news stays longer. */
export function notify(text: string, tone: Message['tone'] = 'plain'): void {
  notice.value = { text, tone, id: (count += 1) }
  clearTimeout(timer)
  timer = setTimeout(() => (notice.value = null), tone === 'bad' ? 7000 : 2600)
}

/** Turns a failure of the data layer into a sentence that says what happened and what was kept. */
export function useFailure(): (error: unknown) => string {
  const { t } = useI18n()
  return (error) => {
    if (error instanceof Problem) return error.message
    if (error instanceof Unreachable) return t(`failure.${error.kind}`)
    if (error instanceof LocalFault) return t(`failure.${error.code}`)
    return t('failure.unknown')
  }
}
