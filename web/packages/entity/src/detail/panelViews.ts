/** Designed views for panels whose answer is neither facts, rows nor text: a module registers one for its kind. */
import type { Component } from 'vue'

const views = new Map<string, Component>()

/** The component gets the panel's answer as `panel`. */
export function registerPanelView(kind: string, view: Component): void {
  views.set(kind, view)
}

export const panelView = (kind: string | undefined): Component | null => (kind ? (views.get(kind) ?? null) : null)
