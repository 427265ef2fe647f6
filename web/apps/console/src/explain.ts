/** What to tell a person about a failure: what happened, what was kept, what to do. */
import { translate } from '@outrider/ui'
import { Problem, Unreachable } from '@outrider/data/remote'
import { backend } from './backend'

function words(problem: Problem): string {
  if (problem.errors.length === 1 && problem.errors[0]!.message) return problem.errors[0]!.message
  const text = problem.body.detail || problem.body.title
  const first = problem.errors.find((one) => one.message)?.message
  if (!text) return first ?? translate(problem.status === 403 ? 'console.error.forbidden' : 'console.error.unknown')
  return first && !text.includes(first) ? `${text} ${first}` : text
}

export function explain(error: unknown): string {
  if (error instanceof Unreachable) return translate(`console.error.${error.kind}`)
  if (!(error instanceof Problem)) return translate('console.error.unknown')
  // The session ended meanwhile: asking again brings the sign-in page up.
  if (error.status === 401) void backend().session.refresh()
  return words(error)
}
