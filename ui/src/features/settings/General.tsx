import { useAsk, useDo } from '../../app/engine'
import type { GeneralSettings } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Group, SwitchRow } from '../../parts/Group'
import type { IconName } from '../../parts/Icon'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { ManagedNote, says, useManaged } from './Managed'
import styles from './Settings.module.css'

const words = text.general

type Setting = {
  name: keyof GeneralSettings
  icon: IconName
  title: string
  says: string
  testId: string
  /** The switch says the opposite of what is kept. */
  opposite?: boolean
}

const GROUPS: { title: string; settings: Setting[] }[] = [
  {
    title: words.background,
    settings: [
      { name: 'closeToTray', icon: 'screen', title: words.closeToTray, says: words.closeToTraySays, testId: 'close-to-tray' },
      { name: 'autostart', icon: 'play', title: words.autostart, says: words.autostartSays, testId: 'autostart' },
    ],
  },
  {
    title: words.telling,
    settings: [
      {
        name: 'quiet',
        icon: 'bell',
        title: words.notifications,
        says: words.notificationsSays,
        testId: 'notifications',
        opposite: true,
      },
    ],
  },
  {
    title: words.schedules,
    settings: [{ name: 'schedulesPaused', icon: 'pause', title: words.pause, says: words.pauseSays, testId: 'schedules-paused' }],
  },
  {
    title: words.access,
    settings: [{ name: 'renewOnUse', icon: 'key', title: words.renewOnUse, says: words.renewOnUseSays, testId: 'renew-on-use' }],
  },
]

/** How the app itself behaves: tray, start, notifications, schedules, renewals. */
export function General() {
  const general = useAsk('general', {})
  const save = useDo('save_general')
  const managed = useManaged('general')
  if (general.error) return <FaultPanel fault={general.error} onAction={() => void general.refetch()} />
  if (!general.data) return <Loading />
  const kept = save.isPending ? save.variables.settings : general.data
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <ManagedNote of={managed} />
      {GROUPS.map(({ title, settings }) => (
        <Group key={title} title={title}>
          {settings.map(({ name, opposite = false, ...row }) => (
            <SwitchRow
              {...row}
              key={name}
              says={says(managed.has(name), row.says)}
              locked={managed.has(name)}
              checked={kept[name] !== opposite}
              onChange={(on) => save.mutate({ settings: { ...kept, [name]: on !== opposite } })}
            />
          ))}
        </Group>
      ))}
      {save.error && <FaultPanel fault={save.error} onAction={() => save.variables && save.mutate(save.variables)} quiet />}
    </>
  )
}
