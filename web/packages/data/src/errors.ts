/** What can go wrong, by kind; screens show `message` (already in the reader's language when the server wrote it). */

export interface ProblemBody {
  status: number
  code: string
  title: string
  detail?: string
  errors?: { field: string; code: string; message: string; yours?: unknown; theirs?: unknown }[]
  [extra: string]: unknown
}

/** An answer of our server that says no (RFC 9457). */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly body: ProblemBody
  readonly retryAfterS: number | null

  constructor(body: ProblemBody, retryAfterS: number | null = null) {
    // One finding is about the one thing that was sent: the path of its field says nothing to a person.
    super((body.errors?.length === 1 && body.errors[0]!.message) || body.detail || body.title)
    this.name = 'Problem'
    this.status = body.status
    this.code = body.code
    this.body = body
    this.retryAfterS = retryAfterS
  }

  get errors(): NonNullable<ProblemBody['errors']> {
    return this.body.errors ?? []
  }
}

export type UnreachableKind = 'offline' | 'timeout' | 'foreign_answer' | 'server_error'

/**
 * Nothing that we may believe came back: no network, too slow, an answer that is not ours (a captive portal's
 * page, a proxy's error), or a failing server. Nothing was lost; try again later.
 */
export class Unreachable extends Error {
  readonly kind: UnreachableKind
  readonly retryAfterS: number | null

  constructor(kind: UnreachableKind, detail = '', retryAfterS: number | null = null) {
    super(detail ? `${kind}: ${detail}` : kind)
    this.name = 'Unreachable'
    this.kind = kind
    this.retryAfterS = retryAfterS
  }
}

export type LocalFaultCode =
  | 'not_signed_in'
  | 'storage_full'
  | 'storage_failed'
  | 'photo_damaged'
  | 'photo_missing'
  | 'photo_empty'
  | 'queue_file_bad'
  | 'queue_file_other'
  | 'not_found'
  | 'offline_account_unknown'

/** The phone itself could not do it: nothing was saved (`storage_full`, …). The screen must say so. */
export class LocalFault extends Error {
  readonly code: LocalFaultCode

  constructor(code: LocalFaultCode, detail = '') {
    super(detail ? `${code}: ${detail}` : code)
    this.name = 'LocalFault'
    this.code = code
  }
}
