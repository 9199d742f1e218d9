import type { ConnectorView, FaultView, InputOption, SecretInput } from '../generated/rpc'

export type ConnectorSource = { text: string } | { path: string } | { url: string }

export type ConnectorPlan = {
  plan: string
  id: string
  name: string
  origin: string
  signedBy: string | null
  hosts: string[]
  signIn: SignIn
  form: Form
  streams: PlannedStream[]
  warnings: string[]
  replaces: string | null
}

export type SignIn = { kind: SignInKind; provider: string | null; says: string }
export type SignInKind = 'none' | 'key' | 'basic' | 'oAuth' | 'client' | 'pasted'
export type PlannedStream = { name: string; runs: boolean; reasons: ManifestProblem[] }

export type ManifestProblem = {
  file: string
  line: number
  path: string
  component: string
  reason: string
  stream: string | null
}

export type Form = { fields: FormField[] }

export type FormField = {
  name: string
  title: string
  hint: string | null
  kind: FieldKind
  required: boolean
  secret: boolean
  default: string | null
  examples: string[]
  pattern: string | null
  patternSays: string | null
  min: number | null
  max: number | null
  group: string | null
  alwaysShow: boolean
  options: InputOption[]
  fields: FormField[]
  variants: FormVariant[]
}

export type FieldKind =
  | 'text'
  | 'lines'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'dateTime'
  | 'select'
  | 'list'
  | 'json'
  | 'object'
  | 'choice'

export type FormVariant = { value: string; title: string; hint: string | null; fields: FormField[] }

export type TrialTarget = { connector: string } | { manifest: string }
export type TrialAccess = { config?: SecretInput | null; connection?: string | null; state?: JsonValue | null }
export type TrialLimits = { pages: number; records: number }

export type StreamTrial = {
  stream: string
  pages: TrialPage[]
  slices: JsonValue[]
  state: JsonValue | null
  records: number
  inferredSchema: JsonValue
  declaredSchema: JsonValue
  cut: boolean
  problems: ManifestProblem[]
  faults: FaultView[]
}

export type TrialPage = {
  request: TrialRequest
  answer: TrialAnswer | null
  slice: JsonValue | null
  before: JsonValue[]
  after: JsonValue[]
  extracted: number
  kept: number
}

export type TrialRequest = { method: string; url: string; headers: [string, string][]; body: string | null }
export type TrialAnswer = { status: number; headers: [string, string][]; body: string; bytes: number; ms: number }

export type AddingCommands = {
  inspect_connector: { args: { source: ConnectorSource }; result: ConnectorPlan }
  add_connector: { args: { plan: string }; result: ConnectorView }
  remove_connector: { args: { connector: string }; result: null }
  connector_form: { args: { connector: string }; result: Form }
  test_stream: {
    args: { target: TrialTarget; stream: string; access: TrialAccess; limits: TrialLimits }
    result: StreamTrial
  }
  check_manifest: { args: { text: string }; result: ManifestProblem[] }
  new_manifest: { args: { name: string; openapi: string | null }; result: string }
}
