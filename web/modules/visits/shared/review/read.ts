/** A review as its page shows it, from the phone's own row or from the server's answer. Pure. */
import type { Review, ReviewDecision, ReviewEntry, Visit } from '@outrider/data'

export interface ReviewPicture {
  digest: string
  of: string
  taken_at: string
  customer: string | null
  rep: string | null
}

export interface ReviewPair {
  text: string
  same_file: boolean
  bits: number | null
  photo: ReviewPicture
  other: ReviewPicture
}

export interface ReviewPhoto {
  id: string
  digest: string
  of: string
  step_key: string | null
  step_name?: string
  taken_at: string
  check_code?: string | null
  code_ok?: boolean | null
  received?: boolean
}

export interface ReviewPlace {
  pin: [number, number] | null
  fence_m: number
  proposed: [number, number] | null
  fixes: { at: string; place: [number, number]; accuracy: number | null }[]
}

export interface VisitFacts {
  id: string
  customer: { id: string; name: string }
  rep: { id: string; name: string }
  checked_in_at: string
  checked_out_at: string | null
  time_in_store_s: number | null
  distance_m: number | null
  accuracy_m: number | null
  gone?: boolean
}

export interface ReviewRead {
  id: string
  title: string
  visit: string
  rep: string
  kind: Review['kind']
  status: Review['status']
  askedAt: string
  decision: '' | ReviewDecision
  appealedAt: string | null
  entries: ReviewEntry[]
  sentences: string[]
  honesty: string
  photos: ReviewPhoto[]
  pairs: ReviewPair[]
  place: ReviewPlace | null
  facts: VisitFacts | null
  correction: { learned: boolean; distance_m: number | null } | null
  can: { explain: boolean; decide: boolean }
  /** Everything that only the server knows is there. */
  whole: boolean
}

type Raw = Record<string, unknown>
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])

/** From the server: `GET /api/reviews/{id}`. */
export function fromServer(raw: Raw): ReviewRead {
  const row = raw as unknown as Review
  return {
    ...columns(row),
    rep: String(row._titles?.rep ?? ''),
    sentences: list(raw.sentences),
    honesty: String((raw.evidence as Raw | null)?.honesty ?? ''),
    photos: list(raw.photos),
    pairs: list(raw.pairs),
    place: (raw.place as ReviewPlace | undefined) ?? null,
    facts: (raw.visit_facts as VisitFacts | undefined) ?? null,
    correction: (raw.correction as ReviewRead['correction']) ?? null,
    can: (raw.can as ReviewRead['can'] | undefined) ?? { explain: false, decide: false },
    whole: true,
  }
}

/** From the phone's own tables: the rep's own review, with his visit's photos. */
export function fromPhone(row: Review, visit: Visit | null, language: string): ReviewRead {
  const said = row.sentences ?? {}
  return {
    ...columns(row),
    rep: row._titles?.rep ?? '',
    sentences: said[language] ?? said['zh-Hans'] ?? [],
    honesty: '',
    photos: (visit?.photos ?? []).map((one) => ({ ...one, of: `visit:${row.visit}` })),
    pairs: [],
    place: null,
    facts: null,
    correction: null,
    can: { explain: true, decide: false },
    whole: false,
  }
}

/** The server's page with what this phone has said since: its own row is never behind its own words. */
export function together(whole: ReviewRead | null, own: ReviewRead | null): ReviewRead | null {
  if (!whole || !own) return whole ?? own
  const fresh = own.entries.length >= whole.entries.length
  return fresh ? { ...whole, entries: own.entries, status: own.status, appealedAt: own.appealedAt, decision: own.decision } : whole
}

function columns(row: Review) {
  return {
    id: row.id,
    title: row.title,
    visit: row.visit,
    kind: row.kind,
    status: row.status,
    askedAt: row.asked_at,
    decision: row.decision || ('' as const),
    appealedAt: row.appealed_at ?? null,
    entries: row.entries ?? [],
  }
}

/** What the rep's words would be now. */
export function meaning(review: Pick<ReviewRead, 'status' | 'appealedAt'>): 'explain' | 'appeal' | 'add' {
  if (['open', 'explained', 'appealed'].includes(review.status)) return 'explain'
  return review.status === 'decided' && !review.appealedAt ? 'appeal' : 'add'
}
