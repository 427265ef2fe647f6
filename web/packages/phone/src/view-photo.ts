/** Opens one photo large. */
import { ask } from './dialogs'

export async function viewPhoto(photo: { digest: string; of?: string; title: string; note?: string }): Promise<void> {
  await ask(() => import('./components/PhotoViewer.vue'), photo)
}
