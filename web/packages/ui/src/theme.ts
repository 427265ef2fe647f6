/** Light or dark: the person's choice on this device, or the system's when nothing was chosen. */
import { ref, watch, watchEffect } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
const KEY = 'outrider.theme'

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

/** The choice; write it to switch. */
export const theme = ref<Theme>('system')
/** What is really shown now. */
export const dark = ref(false)

/** Read the choice, follow the system, and keep `data-theme` (and Element Plus's `dark` class) on <html> right. */
export function setUpTheme(): void {
  theme.value = stored()
  const system = window.matchMedia?.('(prefers-color-scheme: dark)')
  const systemDark = ref(system?.matches ?? false)
  system?.addEventListener('change', (event) => (systemDark.value = event.matches))
  watchEffect(() => {
    dark.value = theme.value === 'dark' || (theme.value === 'system' && systemDark.value)
    document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
    document.documentElement.classList.toggle('dark', dark.value)
  })
  // Only a choice is written: a write at every start would cost the first paint.
  watch(theme, (chosen) => {
    try {
      if (chosen === 'system') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, chosen)
    } catch {
      // Storage refused: the choice lasts for this visit.
    }
  })
}
