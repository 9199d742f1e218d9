import type { ConnectionView } from '../../generated/rpc'
import { Figure, type FigureLook, Figures } from '../../parts/Figures'
import { Moment } from '../../parts/Moment'
import { useNow } from '../../parts/now'
import { text } from '../../text'
import { number } from '../../text/format'
import { newest } from '../connections/newest'
import { rhythmSays, timeSays } from '../schedule/words'

const words = text.details

/** The four things that one looks for first: how much it has brought, how fresh that is, when it goes on, how long it may. */
export function Glance({ connection }: { connection: ConnectionView }) {
  const now = useNow(60_000)
  const next = nextOf(connection, now)
  const access = accessOf(connection, now)
  return (
    <Figures testId="details-glance">
      <Figure name={words.rows} look="idle" says={text.units.streams(connection.streams.length)} testId="glance-rows">
        {number(connection.rows)}
      </Figure>
      <LastSync connection={connection} />
      <Figure name={words.next} look={next.look} says={next.says} testId="glance-next">
        {next.value}
      </Figure>
      <Figure name={words.access} look={access.look} testId="glance-access">
        {access.value}
      </Figure>
    </Figures>
  )
}

function LastSync({ connection }: { connection: ConnectionView }) {
  const { lastSync, status } = connection
  const at = newest(connection)
  const failed = status !== 'reauthorize' && lastSync?.endedAt ? lastSync.failed : 0
  const says =
    failed > 0
      ? text.connections.failedStreams(failed, lastSync?.streams ?? 0)
      : lastSync?.paused && text.workbook.paused
  return (
    <Figure
      name={text.connections.lastSync}
      look={failed > 0 ? 'bad' : at ? 'idle' : undefined}
      says={says}
      testId="glance-synced"
    >
      {at ? <Moment at={at} says={text.units.ago} testId="synced-ago" /> : text.connections.neverSynced}
    </Figure>
  )
}

type Told = { look: FigureLook | undefined; value: string; says?: string | undefined }

function nextOf({ schedule, state }: ConnectionView, now: number): Told {
  if (state === 'paused') return { look: undefined, value: text.status.paused }
  if (!schedule) return { look: undefined, value: words.byHand }
  const { nextAt, missed, waits } = schedule
  const says = missed > 0 ? text.schedule.missedShort(missed) : rhythmSays(schedule.schedule.rhythm)
  // Without a next time all schedules are paused.
  if (!nextAt) return { look: undefined, value: text.status.paused, says }
  return { look: missed > 0 ? 'warn' : 'idle', value: waits ? words.due : timeSays(nextAt, now), says }
}

function accessOf({ grant, status }: ConnectionView, now: number): Told {
  if (status === 'reauthorize') return { look: 'bad', value: words.accessNeeds }
  if (!grant?.end) return { look: 'good', value: text.access.noEnd }
  return { look: grant.end.warns ? 'warn' : 'idle', value: words.endsIn(Date.parse(grant.end.at) - now) }
}
