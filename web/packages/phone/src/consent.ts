/** Before any location or camera request: the plain page, once. The answer is a command like everything else. */
import { useData } from './data'
import { ask } from './dialogs'

/** The version of the words under `consent` in the catalogues: they are the server's, word for word, and a test compares them. */
export const TEXT_VERSION = '2'

/** Kept beside the command: the server knows consents, not refusals, and a refusal must not be asked again and again. */
export const answeredKey = `consent-answered:location:${TEXT_VERSION}`

/** Shows the page unless this person has answered it; resolves with whether positions may be asked for. */
export async function settleConsent(): Promise<boolean> {
  const data = useData()
  const { consented } = data.session.state.value.locationConsent
  if (consented !== null) return consented
  if (await data.drafts.get<boolean>(answeredKey)) return false
  await ask(() => import('./components/ConsentDialog.vue'))
  return data.session.state.value.locationConsent.consented === true
}
