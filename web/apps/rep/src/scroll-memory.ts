/**
 * The router looks for remembered scroll positions when it is loaded, and a new tab has none: the error that it then
 * catches makes the browser read the whole first script once more, for the error's line. Imported before the router.
 */
const KEY = 'vue-router:scroll'

try {
  sessionStorage[KEY] ??= '{}'
} catch {
  // Storage refused (private mode): the router lives without it, a little slower.
}
