/** Adds the step's result and its photos to the visit. Facts are append-only: doing it again replaces by naming. */
import type { PhotoRef } from '../commands.ts'
import type { Visit, VisitPhoto } from '../records.ts'
import type { Effect } from './effect.ts'
import { amend, keys, utc } from './effect.ts'

export const completeStep: Effect<'visit.complete_step'> = {
  entities: ['visit'],
  links: (p) => ({ owns: [], needs: keys('visit', p.visit_id) }),
  patches: (p) =>
    amend('visit', p.visit_id, (row) => {
      const steps = row.steps ?? []
      const known = steps.some((step) => step.id === p.result_id)
      const result = { id: p.result_id, step_key: p.step_key, kind: p.kind, at: utc(p.at), data: p.data, replaces: p.replaces ?? null }
      return {
        steps: known ? steps : [...steps.filter((step) => step.id !== p.replaces), result],
        photos: withPhotos(row, p.step_key, p.photos),
        steps_done: [...new Set([...(row.steps_done ?? []), p.step_key])],
        ...(p.kind === 'summary' ? summaryOf(p.data) : {}),
        ...(p.photos.length ? { complete: false } : {}),
      }
    }),
}

export function withPhotos(row: Visit, stepKey: string | null, added: PhotoRef[]): VisitPhoto[] {
  const photos = row.photos ?? []
  const fresh = added.filter((photo) => !photos.some((one) => one.id === photo.photo_id))
  return [
    ...photos,
    ...fresh.map((photo) => ({
      id: photo.photo_id,
      step_key: stepKey,
      digest: photo.digest,
      taken_at: utc(photo.taken_at),
      check_code: photo.check_code,
      received: false,
      verdict: null,
      verdict_reason: null,
    })),
  ]
}

function summaryOf(data: Record<string, unknown>): Partial<Visit> {
  return {
    summary: (data['text'] as string | undefined) ?? null,
    summary_chips: (data['chips'] as string[] | undefined) ?? [],
    purpose_met: (data['purpose_met'] as Visit['purpose_met']) ?? null,
    next_step: (data['next_step'] as string | undefined) ?? null,
    next_on: (data['next_on'] as string | undefined) ?? null,
  }
}
