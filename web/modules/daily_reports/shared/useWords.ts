/** The words of a report bound to the reader's language, the company's time and currency. */
import { useFormat, useI18n } from '@outrider/ui'
import type { Words } from './text'

export function useReportWords(has?: (module: string) => boolean): Words {
  const { t } = useI18n()
  const format = useFormat()
  return { t: (key, values) => t(key, values ?? {}), time: format.time, money: format.money, distance: format.distance, duration: format.duration, day: (day) => format.day(day), has }
}
