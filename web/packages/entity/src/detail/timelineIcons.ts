/** One sign per kind of happening. Modules add their own kinds; an unknown one gets a plain dot. */
import { Circle, ClipboardList, FilePen, MapPin, MessageSquareText, Phone, StickyNote, Users } from '@lucide/vue'
import type { Component } from 'vue'

const icons = new Map<string, Component>([
  ['visit', MapPin],
  ['order', ClipboardList],
  ['activity', MessageSquareText],
  ['call', Phone],
  ['meeting', Users],
  ['note', StickyNote],
  ['change', FilePen],
])

export function addTimelineIcon(kind: string, icon: Component): void {
  icons.set(kind, icon)
}

/** By the kind first ("visit.could_not" also finds "visit"), then by the entity. */
export function timelineIcon(kind: string, entity: string): Component {
  return icons.get(kind) ?? icons.get(kind.split('.')[0] ?? '') ?? icons.get(entity) ?? Circle
}
