import type { CheckView, ClientCheck } from '../../generated/rpc'
import { FAULTS } from './faults'
import type { DemoOptions } from './index'

/** A check that found nothing wrong. */
export const passed = (name: CheckView['name'], says: string): CheckView => ({ name, outcome: 'passed', says, fault: null })

/** What a provider says of a client, by how it answers. */
export const CHECKS: Record<NonNullable<DemoOptions['client']>, ClientCheck> = {
  passed: { outcome: 'passed', says: 'The provider knows this client ID and its secret.', fault: null },
  failed: { outcome: 'failed', says: 'The secret is wrong.', fault: FAULTS.secretWrong },
  skipped: {
    outcome: 'skipped',
    says: 'This provider answers only after a consent. Go on; a wrong secret shows then.',
    fault: null,
  },
}

/** Leaves a value as it is. */
export const same = <T>(value: T): T => value
