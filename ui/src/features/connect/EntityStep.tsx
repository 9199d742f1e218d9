import { useState } from 'react'

import { useAsk, useDo } from '../../app/engine'
import { go } from '../../app/route'
import type { EntityTarget, EntityView } from '../../generated/rpc'
import { Button } from '../../parts/Button'
import { Choice } from '../../parts/Choice'
import { FaultPanel } from '../../parts/FaultPanel'
import { SelectField, TextField } from '../../parts/Field'
import { Loading } from '../../parts/Loading'
import { text } from '../../text'
import { named } from './quick'
import { FootNote, StepForm } from './StepForm'
import type { StepProps } from './Wizard'

const words = text.entity

/** Step 4: whose workbook the tabs join. The suggestion is filled in, so that Enter alone finishes. */
export function EntityStep(props: StepProps) {
  const entities = useAsk('entities', {})
  if (entities.error) return <FaultPanel fault={entities.error} onAction={() => void entities.refetch()} />
  return entities.data ? <EntityForm {...props} entities={entities.data} /> : <Loading />
}

function EntityForm({ connection, connector, entities }: StepProps & { entities: EntityView[] }) {
  const known = connection.entity ?? named(entities, connector.entity)
  const [kind, setKind] = useState<EntityTarget['kind']>(known ? 'existing' : 'new')
  const [chosen, setChosen] = useState(known?.id ?? entities[0]?.id ?? '')
  const [name, setName] = useState(known ? '' : connector.entity)
  const link = useDo('link')
  const trouble = kind === 'new' ? nameTrouble(name, entities) : null
  const target: EntityTarget = kind === 'new' ? { kind, name: name.trim() } : { kind, id: chosen }
  const finish = () => {
    if (trouble || link.isPending) return
    link.mutate({ id: connection.id, target }, { onSuccess: open })
  }
  const targetName = kind === 'new' ? name.trim() : (entities.find(({ id }) => id === chosen)?.name ?? '')
  return (
    <StepForm
      name="entity"
      title={words.title}
      lead={words.lead}
      onContinue={finish}
      foot={<Foot note={targetName && words.summary(connection.streams.length, targetName)} busy={link.isPending} />}
    >
      {entities.length > 0 && <KindChoice kind={kind} onKind={setKind} />}
      {kind === 'new' ? (
        <TextField label={words.name} value={name} onChange={setName} error={trouble} insist testId="entity-name" />
      ) : (
        <SelectField
          label={words.pick}
          value={chosen}
          onChange={setChosen}
          options={options(entities)}
          testId="entity-existing"
        />
      )}
      {link.error && <FaultPanel fault={link.error} onAction={finish} />}
    </StepForm>
  )
}

function KindChoice({ kind, onKind }: { kind: EntityTarget['kind']; onKind: (kind: EntityTarget['kind']) => void }) {
  const kinds = [
    { value: 'new' as const, title: words.new, says: words.newSays, testId: 'entity-kind-new' },
    { value: 'existing' as const, title: words.existing, says: words.existingSays, testId: 'entity-kind-existing' },
  ]
  return <Choice legend={words.kind} options={kinds} value={kind} onChange={onKind} />
}

function Foot({ note, busy }: { note: string; busy: boolean }) {
  return (
    <>
      <FootNote>{note}</FootNote>
      <Button look="primary" large type="submit" busy={busy} data-testid="finish">
        {words.finish}
      </Button>
    </>
  )
}

const open = ({ id }: EntityView): void => go({ screen: 'workbook', entity: id, tab: null })

function nameTrouble(name: string, entities: EntityView[]): string | null {
  if (!name.trim()) return words.nameMissing
  const taken = named(entities, name)
  return taken ? words.nameTaken(taken.name) : null
}

const options = (entities: EntityView[]) =>
  entities.map(({ id, name, tabs }) => ({ value: id, title: words.option(name, tabs.length) }))
