import type { ReactNode } from 'react'

import { useAsk } from '../../app/engine'
import type { GeneralSettings, NetworkSettings } from '../../generated/rpc'
import { classes } from '../../parts/classes'
import { Icon } from '../../parts/Icon'
import { text } from '../../text'
import styles from './Managed.module.css'

const words = text.managed

/** The settings of a section that the policy of this computer sets, by name, and where it stands. */
export type ManagedSettings<T> = { has: (name: keyof T) => boolean; any: boolean; file: string | null }

type Sections = { general: GeneralSettings; network: NetworkSettings }

/** What the policy of this computer sets in a section. */
export function useManaged<S extends keyof Sections>(section: S): ManagedSettings<Sections[S]> {
  const { data } = useAsk('managed', {})
  const names = new Set<PropertyKey>(data?.[section])
  return { has: (name) => names.has(name), any: names.size > 0, file: data?.file ?? null }
}

/** Says who sets what cannot be changed here, once for a section. */
export function ManagedNote<T>({ of: { any, file } }: { of: ManagedSettings<T> }) {
  if (!any || !file) return null
  return (
    <p className={styles['note']} data-testid="managed">
      <Icon name="lock" size={16} />
      <span>{words.note(file)}</span>
    </p>
  )
}

/** What follows from a setting, and that it is not set here where that is so. */
export const says = (managed: boolean, usual: ReactNode): ReactNode =>
  managed ? (
    <>
      {usual} <strong className={styles['mark']}>{words.mark}</strong>
    </>
  ) : (
    usual
  )

/** Fields that cannot be changed while the policy sets them; `joined` are rows of the group that they stand in. */
export const Managed = ({ by, joined, children }: { by: boolean; joined?: boolean; children: ReactNode }) =>
  by ? (
    <fieldset disabled className={classes(styles['fields'], joined && styles['joined'])}>
      {children}
      <p className={styles['below']}>
        <Icon name="lock" size={16} />
        {words.mark}
      </p>
    </fieldset>
  ) : (
    children
  )
