/** A start or an end of the day in words. */
import type { DayEnd } from '@outrider/data'
import { useI18n } from '@outrider/ui'

export function useEndWords(): (where: 'start' | 'end', value: DayEnd) => string {
  const { t } = useI18n()
  return (where, value) => t(`day_ends.${value === 'stop' ? `stop_${where}` : value}`)
}
