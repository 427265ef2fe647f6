/** People, departments and roles: the engine's identity as pages of the console. */
import { Users } from '@lucide/vue'
import type { ConsoleModule } from '@outrider/entity'

export const organisationConsole: ConsoleModule = {
  menu: [{ key: 'people', entity: 'person', icon: Users, to: '/people', also: ['/invitations'], order: 90 }],
  routes: [
    { path: '/people', component: () => import('./PeoplePage.vue') },
    { path: '/invitations', component: () => import('../founding/InvitationsPage.vue') },
    { path: '/readings', component: () => import('./ReadingsPage.vue') },
  ],
  recordPages: { person: () => import('./PersonPage.vue') },
}
