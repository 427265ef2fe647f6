/** The answers of the sync endpoints, as they come over the wire. */
import type { Reason } from '../commands.ts'
import type { EntityKey, LocalRecord } from '../records.ts'

export type AnswerStatus =
  | 'applied'
  | 'applied_flagged'
  | 'held'
  | 'retry_later'
  | 'rejected_forged'
  | 'conflict'

export interface Answer {
  id: string
  status: AnswerStatus
  reason?: Reason
  result?: Record<string, unknown>
  flags?: { code: string; message: string }[]
}

export interface Known {
  contiguous: number
  above: number[]
}

export interface Receipt {
  device: string
  epoch: string
  position: number
  ids: string[]
  mac: string
}

export interface CommandsAnswer {
  answers: Answer[]
  receipt: Receipt
  known: Known
  epoch: string
  now: string
}

export interface ChangesAnswer {
  mode: 'delta' | 'full' | 'rebase'
  epoch: string
  cursor: string
  more: boolean
  rows?: Partial<Record<EntityKey, LocalRecord[]>>
  deleted?: Partial<Record<EntityKey, string[]>>
  revoked?: Partial<Record<EntityKey, string[]>>
  ids?: Partial<Record<EntityKey, string[]>>
  /** Computed rows, all of them, when they differ from what this phone was given. */
  views?: Partial<Record<EntityKey, LocalRecord[]>>
  applied_commands?: string[]
  now: string
  mac: string
}

export interface FileReceipt {
  digest: string
  mac: string
}

export interface UploadAnswer {
  upload?: string
  offset: number
  complete?: boolean
  receipt?: FileReceipt
}

export interface DeviceAnswer {
  id: string
  key: string
  next_seq: number
  epoch: string
}

export const receiptText = (receipt: Receipt): string =>
  `outrider-receipt-1\n${receipt.device}\n${receipt.epoch}\n${receipt.position}\n${receipt.ids.join('\n')}`

export const changesText = (device: string, answer: ChangesAnswer): string =>
  `outrider-changes-1\n${device}\n${answer.epoch}\n${answer.cursor}`

export const fileText = (device: string, digest: string): string => `outrider-file-1\n${device}\n${digest}`
