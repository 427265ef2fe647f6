/** The modules whose pages this console shows. A new capability adds one line. */
import type { ConsoleModule } from '@outrider/entity'
import { customersConsole } from '@outrider/customers/console'
import { insightConsole } from '@outrider/insight/console'
import { ordersConsole } from '@outrider/orders/console'
import { reportsConsole } from '@outrider/daily_reports/console'
import { routesConsole } from '@outrider/routes/console'
import { trackingConsole } from '@outrider/tracking/console'
import { visitsConsole } from '@outrider/visits/console'
import { organisationConsole } from './organisation'

export const modules: ConsoleModule[] = [visitsConsole, customersConsole, ordersConsole, routesConsole, insightConsole, reportsConsole, trackingConsole, organisationConsole]

export const recordPages = Object.assign({}, ...modules.map((module) => module.recordPages ?? {})) as NonNullable<ConsoleModule['recordPages']>
export const listTools = Object.assign({}, ...modules.map((module) => module.listTools ?? {})) as NonNullable<ConsoleModule['listTools']>
