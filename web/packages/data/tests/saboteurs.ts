/**
 * Every failure's saboteur, in one place: what breaks exactly that defence. `phone` replaces one entry of the shipped
 * defences; `server` says that the defence stands on the server, whose saboteur only the simulation's server has
 * (tests/simulation/server.py); `elsewhere` says where a failure is proved that only a real browser has.
 */
import type { Defences } from '../src/defences.ts'
import type { PersonDatabase } from '../src/store/database.ts'

export interface Saboteur {
  phone?: Partial<Defences>
  server?: true
  elsewhere?: string
}

const BROWSER = 'tests/journeys/test_faults.py, in Chromium'

const emptied = async (db: PersonDatabase): Promise<void> => {
  await Promise.all([db.commands.clear(), db.photo_list.clear(), db.photo_bytes.clear()])
}

export const saboteurs = {
  F1: { phone: { F1_idToSend: (_, newId) => newId() } },
  F2: { phone: { F2_oneRunner: false } },
  F3: { server: true },
  F4: { phone: { F4_believe: () => true } },
  F5: { phone: { F5_mayForget: (command) => command.acked_at !== null } },
  F6: { phone: { F6_cursorWithRows: false } },
  F7: { phone: { F7_splitRefused: false } },
  F8: { phone: { F8_photosTogether: false } },
  F9: { phone: { F9_isIntact: () => true } },
  F10: { phone: { F10_missing: () => 0 } },
  F11: { phone: { F11_durability: 'relaxed' }, elsewhere: BROWSER },
  F12: { phone: { F12_mayTake: (command, boot) => command.boot_id === boot } },
  F13: { phone: { F13_mark: () => 'all_sent' } },
  F14: { phone: { F14_compareDue: () => false } },
  F15: { phone: { F15_replayPending: false } },
  F16: { phone: { F16_onSignOut: emptied } },
  F17: { phone: { F17_maySend: (verbIsKnown) => verbIsKnown } },
  F18: { phone: { F18_onDenial: emptied } },
  F19: { phone: { F19_stamp: (stamp) => ({ ...stamp, monotonic_ms: 0 }) } },
  F20: { phone: { F20_openReserve: false } },
  F21: { phone: { F21_rearm: false } },
  F22: { server: true },
  F23: { phone: { F23_offerAgain: () => false } },
} as const satisfies Record<string, Saboteur>

export type FailureName = keyof typeof saboteurs

export const saboteurOf = (name: string): Saboteur | undefined => (saboteurs as Record<string, Saboteur>)[name]
