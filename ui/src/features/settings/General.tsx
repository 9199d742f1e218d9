import { useAsk, useDo } from '../../app/engine'
import type { GeneralSettings } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Group, SwitchRow } from '../../parts/Group'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { ManagedNote, says, useManaged } from './Managed'
import styles from './Settings.module.css'

const words = text.general

/** How the app itself behaves: tray, start, notifications, schedules. */
export function General() {
  const general = useAsk('general', {})
  const save = useDo('save_general')
  const managed = useManaged('general')
  if (general.error) return <FaultPanel fault={general.error} onAction={() => void general.refetch()} />
  if (!general.data) return <Loading />
  const kept = save.isPending ? save.variables.settings : general.data
  const set = (change: Partial<GeneralSettings>) => save.mutate({ settings: { ...kept, ...change } })
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <ManagedNote of={managed} />
      <Group title={words.background}>
        <SwitchRow
          icon="screen"
          title={words.closeToTray}
          says={says(managed.has('closeToTray'), words.closeToTraySays)}
          locked={managed.has('closeToTray')}
          checked={kept.closeToTray}
          onChange={(closeToTray) => set({ closeToTray })}
          testId="close-to-tray"
        />
        <SwitchRow
          icon="play"
          title={words.autostart}
          says={says(managed.has('autostart'), words.autostartSays)}
          locked={managed.has('autostart')}
          checked={kept.autostart}
          onChange={(autostart) => set({ autostart })}
          testId="autostart"
        />
      </Group>
      <Group title={words.telling}>
        <SwitchRow
          icon="bell"
          title={words.notifications}
          says={says(managed.has('quiet'), words.notificationsSays)}
          locked={managed.has('quiet')}
          checked={!kept.quiet}
          onChange={(shown) => set({ quiet: !shown })}
          testId="notifications"
        />
      </Group>
      <Group title={words.schedules}>
        <SwitchRow
          icon="pause"
          title={words.pause}
          says={says(managed.has('schedulesPaused'), words.pauseSays)}
          locked={managed.has('schedulesPaused')}
          checked={kept.schedulesPaused}
          onChange={(schedulesPaused) => set({ schedulesPaused })}
          testId="schedules-paused"
        />
      </Group>
      {save.error && <FaultPanel fault={save.error} onAction={() => save.variables && save.mutate(save.variables)} quiet />}
    </>
  )
}
