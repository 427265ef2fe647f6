/** Starts MapLibre on an element and ends it with the screen. The worker comes from our own files. */
import maplibreWorker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { Map as GlMap, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import { onBeforeUnmount, onMounted, shallowRef, type Ref } from 'vue'
import type { Palette } from './layers'

setWorkerUrl(maplibreWorker)

/** The tokens as plain colours: the drawing surface cannot read CSS variables. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    ground: token('--o-surface-2'),
    block: token('--o-bg'),
    water: token('--o-accent-soft'),
    green: token('--o-good-soft'),
    road: token('--o-surface'),
    roadCase: token('--o-line'),
    line: token('--o-line-strong'),
    accent: token('--o-accent'),
    good: token('--o-good'),
    quiet: token('--o-text-3'),
    warn: token('--o-warn'),
    surface: token('--o-surface'),
  }
}

export function useMap(element: Ref<HTMLElement | undefined>, style: () => StyleSpecification) {
  const map = shallowRef<GlMap | null>(null)
  const failed = shallowRef(false)
  onMounted(() => {
    if (!element.value) return
    try {
      const made = new GlMap({ container: element.value, style: style(), center: [0, 0], zoom: 1, attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0 })
      made.touchZoomRotate.disableRotation()
      made.once('load', () => (map.value = made))
      made.on('error', (event) => console.warn(event.error))
      onGone = () => made.remove()
    } catch {
      // No WebGL on this machine: the screen shows its list instead.
      failed.value = true
    }
  })
  let onGone: (() => void) | undefined
  onBeforeUnmount(() => onGone?.())
  return { map, failed }
}
