/** One sign per kind of card that waits for a decision. */
import { BadgeCheck, ClipboardList, Camera, ClockAlert, Copy, Inbox, MapPin, MapPinned, Smartphone, TriangleAlert } from '@lucide/vue'
import type { Component } from 'vue'

const icons: Record<string, Component> = {
  review: MapPinned,
  approval: BadgeCheck,
  order_flags: ClipboardList,
  phone_unsent: Smartphone,
  photo: Camera,
  held_command: Inbox,
  pin_change: MapPin,
  possible_duplicate: Copy,
  shift_correction: ClockAlert,
}

export const cardIcon = (kind: string): Component => icons[kind] ?? TriangleAlert
