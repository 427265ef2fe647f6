/** Addresses of the console. Designed pages come from the modules; every entity has a list and a record page. */
import { createRouter, createWebHistory, type Router } from 'vue-router'
import { modules } from './modules'

export function makeRouter(): Router {
  return createRouter({
    history: createWebHistory('/console/'),
    routes: [
      { path: '/', redirect: '/day' },
      ...modules.flatMap((module) => module.routes ?? []),
      { path: '/settings', component: () => import('./pages/SettingsPage.vue') },
      { path: '/company', component: () => import('./founding/CompanyPage.vue') },
      { path: '/account', component: () => import('./pages/AccountPage.vue') },
      { path: '/:path([a-z][a-z-]*)/import', component: () => import('./imports/ImportPage.vue'), props: true },
      { path: '/:path([a-z][a-z-]*)', component: () => import('./pages/ListPage.vue'), props: true },
      { path: '/:path([a-z][a-z-]*)/:id([0-9a-fA-F-]{8,})', component: () => import('./pages/RecordPage.vue'), props: true },
      { path: '/:any(.*)*', component: () => import('./pages/NotFoundPage.vue') },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
}
