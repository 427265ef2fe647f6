/** The board's calls: what is shown is what the server holds; every drop is saved at once, and waits there to be published. */
import { useConsole } from '@outrider/entity'
import { ElMessage } from 'element-plus'
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from '@outrider/ui'
import { acceptance, cellOf, dropped, openIds, orderable, outIds, waitingDays, without, type Board, type DayOrder, type Dragged, type Place, type Proposal } from './board'

interface Job {
  done: number
  total: number
  message: string
}

type Act = (run: () => Promise<unknown>) => Promise<boolean>

function useActing(explain: (error: unknown) => string, load: () => Promise<void>) {
  const busy = ref(false)
  /** Does it, shows the board as it is afterwards, and says what went wrong; false when it did. */
  async function act(run: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    try {
      await run()
      return true
    } catch (error) {
      ElMessage({ type: 'error', message: explain(error) })
      return false
    } finally {
      await load()
      busy.value = false
    }
  }
  return { busy, act }
}

/** Orders that are proposed for the days of the board, one at once or all of them by a job, and taken. */
function useProposals(board: Readonly<Ref<Board | null>>, act: Act) {
  const { remote } = useConsole()
  const { t } = useI18n()
  const job = shallowRef<(Job & { id: string }) | null>(null)
  const proposals = shallowRef<Proposal[]>([])
  let stopWatching: (() => void) | null = null
  onBeforeUnmount(() => stopWatching?.())

  const propose = (place: Place) => act(async () => (proposals.value = [await remote.rest.post<Proposal>('/routes/preview', place)]))

  /** Every day on the board, in a worker: it can be left alone and cancelled. */
  async function proposeAll(): Promise<void> {
    const places = board.value ? orderable(board.value) : []
    if (!places.length) return void ElMessage({ type: 'info', message: t('planning.nothing_to_order') })
    await act(async () => {
      const { job: id } = await remote.rest.post<{ job: string }>('/routes/preview-many', { days: places })
      job.value = { id, done: 0, total: places.length, message: '' }
      stopWatching = remote.watchJob(id, (state) => {
        if (job.value?.id !== id) return
        if (state.state === 'queued' || state.state === 'running') return void (job.value = { id, done: state.done, total: state.total || places.length, message: state.message ?? '' })
        job.value = null
        if (state.state === 'done') proposals.value = (state.result as { proposals: Proposal[] }).proposals
        else if (state.state === 'failed') ElMessage({ type: 'error', message: t('planning.failed') })
      })
    })
  }
  async function cancel(): Promise<void> {
    const id = job.value?.id
    job.value = null
    if (id) await remote.cancelJob(id).catch(() => undefined)
  }

  const accept = (found: readonly Proposal[]) =>
    act(async () => {
      for (const one of found) if (!one.problem) await remote.rest.post('/routes/accept', acceptance(one))
      proposals.value = []
    })
  return { job, proposals, propose, proposeAll, cancel, accept }
}

export function useBoard(first: Ref<string>, days: Ref<number>) {
  const { remote, explain } = useConsole()
  const { t } = useI18n()
  const board = shallowRef<Board | null>(null)
  const failure = ref('')

  async function load(): Promise<void> {
    const asked = first.value
    try {
      const found = await remote.rest.get<Board>('/routes/board', { on: asked, days: days.value })
      if (asked === first.value) [board.value, failure.value] = [found, '']
    } catch (error) {
      failure.value = explain(error)
    }
  }
  watch([first, days], load, { immediate: true })

  const { busy, act } = useActing(explain, load)
  const send = (changes: readonly DayOrder[], more: Record<string, unknown> = {}) =>
    act(async () => {
      for (const change of changes) await remote.rest.post('/routes/set', { ...change, ...more })
    })
  const drop = (dragged: Dragged, to: Place, at?: number) => {
    const changes = board.value ? dropped(board.value, dragged, to, at) : []
    return changes.length ? send(changes) : Promise.resolve(false)
  }
  const takeOut = (place: Place, customer: string) => send([without(board.value!, place, customer)])
  const setMust = (place: Place, must: string[]) => send([{ ...place, customer_ids: openIds(cellOf(board.value!, place)), left_out_ids: outIds(cellOf(board.value!, place)) }], { must_ids: must })

  async function publish(): Promise<void> {
    // Only what is on the board: what waits on other days is not touched.
    const places = board.value ? waitingDays(board.value) : []
    let told = { reps: 0, stops: 0 }
    if (await act(async () => (told = await remote.rest.post<typeof told>('/routes/publish', { places })))) ElMessage({ type: 'success', message: t('planning.published', { reps: told.reps }) })
  }

  return { board, failure, busy, load, drop, takeOut, setMust, publish, ...useProposals(board, act) }
}
