import { type FormEvent, useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import type { NetworkSettings } from '../../generated/rpc'
import { useSay } from '../../parts/Announcer'
import { AreaField } from '../../parts/Area'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { Group, Padded } from '../../parts/Group'
import { Icon } from '../../parts/Icon'
import { FaultPanel } from '../../parts/FaultPanel'
import { FieldRow, TextField } from '../../parts/Field'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { Managed, ManagedNote, type ManagedSettings, useManaged } from './Managed'
import styles from './Network.module.css'
import { fieldOf, fieldTrouble, type NetworkField, type NetworkForm, toForm, toSettings } from './networkForm'
import settingsStyles from './Settings.module.css'

const words = text.network
const KINDS = ['system', 'direct', 'explicit', 'pac'] as const
const FIELDS: readonly NetworkField[] = ['proxyUrl', 'pacUrl', 'caFile', 'certificateFile', 'connect', 'read']

/** How requests leave this machine. */
export function Network() {
  const network = useAsk('network', {}, { fresh: true })
  if (network.error) return <FaultPanel fault={network.error} onAction={() => void network.refetch()} />
  if (!network.data) return <Loading />
  return <Form kept={network.data} />
}

/** What every group of fields gets. */
type GroupProps = {
  form: NetworkForm
  set: (change: Partial<NetworkForm>) => void
  /** What is wrong with a field: its form, or what the engine said of it. */
  trouble: (field: NetworkField) => string | null
  insist: boolean
  managed: ManagedSettings<NetworkSettings>
}

function Form({ kept }: { kept: NetworkSettings }) {
  const [form, setForm] = useState(() => toForm(kept))
  const [saved, setSaved] = useState(() => JSON.stringify(toForm(kept)))
  const [insist, setInsist] = useState(false)
  const save = useDo('save_network')
  const say = useSay()
  const managed = useManaged('network')
  const refused = save.error && fieldOf(save.error.values, form)
  const trouble = (field: NetworkField) => (field === refused ? (save.error?.cause ?? null) : fieldTrouble(form, field))
  const set = (change: Partial<NetworkForm>) => {
    setForm((before) => ({ ...before, ...change }))
    save.reset()
  }
  const onSuccess = (settings: NetworkSettings) => {
    setForm(toForm(settings))
    setSaved(JSON.stringify(toForm(settings)))
    say.aloud(words.saved)
  }
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    setInsist(true)
    if (save.isPending || FIELDS.some((field) => fieldTrouble(form, field))) return
    save.mutate({ settings: toSettings(form) }, { onSuccess })
  }
  const group = { form, set, trouble, insist: insist || refused !== null, managed }
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <p className={settingsStyles['lead']}>{words.lead}</p>
      <ManagedNote of={managed} />
      <Proxy {...group} />
      <Trust {...group} />
      <Waits {...group} />
      {save.error && !refused && <FaultPanel fault={save.error} onAction={() => submit()} />}
      <div className={styles['foot']}>
        <Button look="primary" type="submit" busy={save.isPending} data-testid="network-save">
          {words.save}
        </Button>
        {JSON.stringify(form) !== saved && <p className={styles['unsaved']}>{words.unsaved}</p>}
      </div>
    </form>
  )
}

function Proxy({ form, set, trouble, insist, managed }: GroupProps) {
  const options = KINDS.map((kind) => ({
    value: kind,
    title: words.kind[kind],
    says: words.kindSays[kind],
    testId: `proxy-${kind}`,
  }))
  return (
    <Group title={words.proxy}>
      <Managed by={managed.has('proxy')} joined>
        <Choice legend={words.proxy} options={options} value={form.kind} onChange={(kind) => set({ kind })} joined />
        {form.kind === 'explicit' && (
          <Padded>
            <TextField
              label={words.url}
              value={form.proxyUrl}
              onChange={(proxyUrl) => set({ proxyUrl })}
              placeholder={words.urlExample}
              hint={words.urlHint}
              error={trouble('proxyUrl')}
              insist={insist}
              testId="proxy-url"
            />
            <AreaField
              label={words.bypass}
              value={form.bypass}
              onChange={(bypass) => set({ bypass })}
              hint={words.bypassHint}
              testId="proxy-bypass"
            />
          </Padded>
        )}
        {form.kind === 'pac' && (
          <Padded>
            <TextField
              label={words.pacUrl}
              value={form.pacUrl}
              onChange={(pacUrl) => set({ pacUrl })}
              placeholder={words.pacExample}
              error={trouble('pacUrl')}
              insist={insist}
              testId="proxy-pac-url"
            />
          </Padded>
        )}
      </Managed>
    </Group>
  )
}

function Trust({ form, set, trouble, insist, managed }: GroupProps) {
  return (
    <Group
      title={words.trust}
      says={
        <p className={styles['assured']}>
          <Icon name="shield" size={16} />
          {words.noEscape}
        </p>
      }
    >
      <Padded>
        <Managed by={managed.has('caFile')}>
          <TextField
            label={words.caFile}
            value={form.caFile}
            onChange={(caFile) => set({ caFile })}
            placeholder={words.caExample}
            hint={words.caHint}
            error={trouble('caFile')}
            insist={insist}
            testId="ca-file"
          />
        </Managed>
        <Managed by={managed.has('certificateFile')}>
          <TextField
            label={words.certificateFile}
            value={form.certificateFile}
            onChange={(certificateFile) => set({ certificateFile })}
            placeholder={words.certificateExample}
            hint={words.certificateHint}
            error={trouble('certificateFile')}
            insist={insist}
            testId="certificate-file"
          />
        </Managed>
      </Padded>
    </Group>
  )
}

function Waits({ form, set, trouble, insist, managed }: GroupProps) {
  return (
    <Group title={words.waits}>
      <Padded>
        <FieldRow>
          <Managed by={managed.has('connectSeconds')}>
            <TextField
              label={words.connect}
              value={form.connect}
              onChange={(connect) => set({ connect })}
              error={trouble('connect')}
              insist={insist}
              testId="connect-seconds"
            />
          </Managed>
          <Managed by={managed.has('readSeconds')}>
            <TextField
              label={words.read}
              value={form.read}
              onChange={(read) => set({ read })}
              error={trouble('read')}
              insist={insist}
              testId="read-seconds"
            />
          </Managed>
        </FieldRow>
      </Padded>
    </Group>
  )
}
