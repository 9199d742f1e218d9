import { useAsk, useDo } from '../../app/engine'
import type { GeneralSettings } from '../../generated/rpc'
import { FaultPanel } from '../../parts/FaultPanel'
import { Loading } from '../../parts/Loading'
import { TickField } from '../../parts/TickField'
import { text } from '../../text'
import styles from './Settings.module.css'

const words = text.general

/** How the app itself behaves: tray, start, notifications, schedules. */
export function General() {
  const general = useAsk('general', {})
  const save = useDo('save_general')
  if (general.error) return <FaultPanel fault={general.error} onAction={() => void general.refetch()} />
  if (!general.data) return <Loading />
  const kept = save.isPending ? save.variables.settings : general.data
  const set = (change: Partial<GeneralSettings>) => save.mutate({ settings: { ...kept, ...change } })
  return (
    <>
      <p className={styles['lead']}>{words.lead}</p>
      <div className={styles['fields']}>
        <TickField
          label={words.closeToTray}
          checked={kept.closeToTray}
          onChange={(closeToTray) => set({ closeToTray })}
          hint={words.closeToTraySays}
          testId="close-to-tray"
        />
        <TickField
          label={words.autostart}
          checked={kept.autostart}
          onChange={(autostart) => set({ autostart })}
          hint={words.autostartSays}
          testId="autostart"
        />
        <TickField
          label={words.notifications}
          checked={!kept.quiet}
          onChange={(shown) => set({ quiet: !shown })}
          hint={words.notificationsSays}
          testId="notifications"
        />
        <TickField
          label={words.pause}
          checked={kept.schedulesPaused}
          onChange={(schedulesPaused) => set({ schedulesPaused })}
          hint={words.pauseSays}
          testId="schedules-paused"
        />
        {save.error && <FaultPanel fault={save.error} onAction={() => save.variables && save.mutate(save.variables)} quiet />}
      </div>
    </>
  )
}
