import { type FormEvent, useState } from 'react'

import { useDo } from '../../app/engine'
import type { DestinationInput, DestinationSettings, DestinationView, EntityView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { DialogActions } from '../../parts/Dialog'
import { FaultPanel } from '../../parts/FaultPanel'
import { TextField } from '../../parts/Field'
import { TickField } from '../../parts/TickField'
import { text } from '../../text'
import styles from './Destinations.module.css'
import { begun, KINDS, type Kind, placeOf } from './settings'

const words = text.destinations

type Props = { entity: EntityView; known: DestinationView | null; onDone: () => void }

/** A destination as it is entered: kind, place, name; tried before it is kept where one likes. */
export function DestinationForm({ entity, known, onDone }: Props) {
  const [settings, setSettings] = useState<DestinationSettings>(known?.settings ?? begun(KINDS[0]))
  const [name, setName] = useState(known?.name ?? '')
  const [tried, setTried] = useState(false)
  const test = useDo('test_destination')
  const save = useDo('save_destination')
  const kindTitle = words.kind[settings.kind].title
  const missing = placeOf(settings) === ''
  const input = (): { destination: DestinationInput } => ({
    destination: { id: known?.id ?? null, entity: entity.id, name: name.trim() || kindTitle, settings },
  })
  // A verdict is about what was tried, not about what stands there now.
  const change = (next: DestinationSettings) => {
    setSettings(next)
    test.reset()
    save.reset()
  }
  const attempt = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!missing) save.mutate(input(), { onSuccess: onDone })
  }
  const look = () => {
    setTried(true)
    if (!missing) test.mutate(input())
  }
  const fault = save.error ?? test.error
  return (
    <form className={styles['form']} onSubmit={attempt}>
      {!known && (
        <Choice<Kind>
          legend={words.chooseKind}
          options={KINDS.map((kind) => ({ value: kind, ...words.kind[kind], testId: `destination-kind-${kind}` }))}
          value={settings.kind}
          onChange={(kind) => change(begun(kind))}
        />
      )}
      <Particulars settings={settings} onChange={change} insist={tried} />
      <TextField
        label={words.name}
        hint={words.nameHint(kindTitle)}
        value={name}
        onChange={setName}
        testId="destination-name"
      />
      {fault && <FaultPanel fault={fault} />}
      {test.isSuccess && (
        <p role="status" data-testid="destination-works">
          {words.works}
        </p>
      )}
      <Buttons onCancel={onDone} onTest={look} testing={test.isPending} saving={save.isPending} />
    </form>
  )
}

type ButtonsProps = { onCancel: () => void; onTest: () => void; testing: boolean; saving: boolean }

function Buttons({ onCancel, onTest, testing, saving }: ButtonsProps) {
  return (
    <DialogActions>
      <Button look="quiet" data-testid="destination-cancel" onClick={onCancel}>
        {text.actions.cancel}
      </Button>
      <Button busy={testing} data-testid="destination-test" onClick={onTest}>
        {words.test}
      </Button>
      <Button look="primary" type="submit" busy={saving} data-testid="destination-save">
        {words.save}
      </Button>
    </DialogActions>
  )
}

type ParticularsProps = {
  settings: DestinationSettings
  onChange: (settings: DestinationSettings) => void
  insist: boolean
}

/** What only this kind asks for. */
function Particulars({ settings, onChange, insist }: ParticularsProps) {
  if (settings.kind === 'xlsx') {
    return (
      <TextField
        label={words.file}
        hint={words.fileHint}
        value={settings.file}
        onChange={(file) => onChange({ ...settings, file })}
        error={settings.file ? null : words.fileMissing}
        insist={insist}
        testId="destination-file"
      />
    )
  }
  return (
    <>
      <TextField
        label={words.folder}
        hint={words.folderHint}
        value={settings.folder}
        onChange={(folder) => onChange({ ...settings, folder })}
        error={settings.folder ? null : words.folderMissing}
        insist={insist}
        testId="destination-folder"
      />
      {settings.kind === 'parquet' && (
        <TickField
          label={words.partitions}
          hint={words.partitionsHint}
          checked={settings.partitions}
          onChange={(partitions) => onChange({ ...settings, partitions })}
          testId="destination-partitions"
        />
      )}
      {settings.kind === 'csv' && (
        <>
          <TickField
            label={words.mark}
            hint={words.markHint}
            checked={settings.mark}
            onChange={(mark) => onChange({ ...settings, mark })}
            testId="destination-mark"
          />
          <TickField
            label={words.guard}
            hint={words.guardHint}
            checked={settings.guard}
            onChange={(guard) => onChange({ ...settings, guard })}
            testId="destination-guard"
          />
        </>
      )}
    </>
  )
}
