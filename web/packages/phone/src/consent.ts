/** Before any location or camera request: the plain page, once. The answer is a command like everything else. */
import { ask } from './dialogs'
import { useData } from './data'

/** Shows the page unless this person has answered it; resolves with whether positions may be asked for. */
export async function settleConsent(): Promise<boolean> {
  const data = useData()
  if (data.session.state.value.locationConsent.consented === null) await ask(() => import('./components/ConsentDialog.vue'))
  return data.session.state.value.locationConsent.consented === true
}
