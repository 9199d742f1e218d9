import type {
  ConnectorPlan,
  ConnectorSource,
  ConnectorView,
  Form,
  FormField,
  InputView,
  ManifestProblem,
} from '../../generated/rpc'
import { ICONS } from './catalogue'
import { INPUTS } from './details'
import { FAULTS } from './faults'

const field = (name: string, title: string, rest: Partial<FormField> = {}): FormField => ({
  name,
  title,
  hint: null,
  kind: 'text',
  required: true,
  secret: false,
  default: null,
  examples: [],
  pattern: null,
  patternSays: null,
  min: null,
  max: null,
  group: null,
  alwaysShow: false,
  options: [],
  variants: [],
  ...rest,
})

/** A connector's own input, as the engine turns it into a field. */
const ofInput = ({ example, lines, ...input }: InputView): FormField => ({
  ...field(input.name, input.title),
  ...input,
  kind: input.options.length > 0 ? 'select' : lines ? 'lines' : 'text',
  examples: example ? [example] : [],
  alwaysShow: true,
})

/** A form with a field of every kind. */
export const FORM: Form = {
  fields: [
    field('domain', 'Domain', {
      hint: 'The part of the address before .example.com.',
      examples: ['blue-lake'],
      pattern: '^[a-z0-9-]+$',
      patternSays: 'Lower case letters, digits and hyphens.',
    }),
    field('credentials', 'Sign-in', {
      kind: 'choice',
      variants: [
        {
          value: 'token',
          title: 'API token',
          hint: 'For scripts; made in your profile.',
          fields: [
            field('credentials.email', 'E-mail', { examples: ['ada@example.com'] }),
            field('credentials.token', 'Token', { secret: true }),
          ],
        },
        {
          value: 'oauth',
          title: 'Own OAuth app',
          hint: null,
          fields: [
            field('credentials.client_id', 'Client ID'),
            field('credentials.client_secret', 'Client secret', { secret: true }),
          ],
        },
      ],
    }),
    field('start_date', 'Start date', {
      kind: 'date',
      hint: 'Rows from this day on.',
      patternSays: 'YYYY-MM-DD',
    }),
    field('projects', 'Projects', { kind: 'list', required: false, alwaysShow: true, examples: ['HEAD'], group: 'Scope' }),
    field('region', 'Region', {
      kind: 'select',
      required: false,
      alwaysShow: true,
      group: 'Scope',
      options: [
        { value: 'eu', title: 'Europe' },
        { value: 'us', title: 'United States' },
      ],
    }),
    field('limits.page_size', 'Page size', {
      kind: 'integer',
      required: false,
      group: 'Limits',
      default: '100',
      min: 1,
      max: 500,
    }),
    field('limits.archived', 'Archived too', {
      kind: 'boolean',
      required: false,
      group: 'Limits',
      hint: 'Reads what was archived as well.',
    }),
    field('limits.filters', 'Filters', { kind: 'json', required: false, group: 'Limits' }),
  ],
}

const problem = (line: number, path: string, component: string, reason: string, stream: string | null) => ({
  file: 'manifest.yaml',
  line,
  path,
  component,
  reason,
  stream,
})

const PLAN: Omit<ConnectorPlan, 'plan' | 'replaces'> = {
  id: 'trackly',
  name: 'Trackly',
  origin: 'manifest',
  signedBy: null,
  hosts: ['{domain}.example.com', 'auth.example.com'],
  signIn: {
    kind: 'oAuth',
    provider: 'jira',
    says: 'Its token address is that of Jira, so you authorize in the browser as you would for Jira.',
  },
  form: FORM,
  streams: [
    ...['projects', 'issues', 'comments', 'users', 'worklogs', 'boards'].map((name) => ({ name, runs: true, reasons: [] })),
    {
      name: 'sprint_history',
      runs: false,
      reasons: [
        problem(
          214,
          'streams[6].retriever.record_selector.extractor',
          'CustomRecordExtractor',
          'It needs the Python class source_trackly.HistoryExtractor. Headwater runs no code of manifests.',
          'sprint_history',
        ),
      ],
    },
  ],
  warnings: ['The key “page_hint” of HttpRequester is not known and has no effect.'],
}

const TRACKLY: ConnectorView = {
  id: 'trackly',
  name: 'Trackly',
  category: 'Added',
  summary: 'Issues, comments and worklogs of a project tracker.',
  aliases: ['issues', 'tracker'],
  icon: ICONS.rest,
  auth: 'key',
  client: 'none',
  maturity: 'new',
  connected: 0,
}

/** Connectors that were added to the demo's catalogue. */
export class Added {
  private there: ConnectorView[] = []

  /** Those that are there. */
  tiles(): ConnectorView[] {
    return this.there
  }

  /** What adding would do; a source with “missing” in it is not found. */
  inspect(source: ConnectorSource): ConnectorPlan {
    const said = Object.values(source)[0] ?? ''
    if (said.includes('missing')) throw FAULTS.sourceMissing
    return { ...PLAN, plan: 'p1', replaces: this.there.length > 0 ? TRACKLY.name : null }
  }

  /** Adds it. */
  add(): ConnectorView {
    this.there = [TRACKLY]
    return TRACKLY
  }

  /** Takes it away; what came with the app stays. */
  remove(connector: string): null {
    if (!this.there.some(({ id }) => id === connector)) throw FAULTS.notAdded
    this.there = this.there.filter(({ id }) => id !== connector)
    return null
  }

  /** What a connector asks for. */
  form(connector: string): Form {
    return connector === TRACKLY.id ? FORM : { fields: (INPUTS[connector] ?? []).map(ofInput) }
  }
}

/** What the demo objects to in a manifest: one thing for each line that holds “Custom” or a tab. */
export function problemsOf(text: string): ManifestProblem[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.includes('\t')) return [problem(index + 1, '', '', 'Tabs cannot indent YAML. Use blanks.', null)]
    const custom = /Custom\w+/.exec(line)?.[0]
    return custom
      ? [problem(index + 1, 'streams[0].retriever', custom, 'Headwater runs no code of manifests.', 'items')]
      : []
  })
}

/** A manifest to begin with. */
export const begun = (name: string): string => `version: 7.39.1
type: DeclarativeSource
check:
  type: CheckStream
  stream_names: [items]
definitions:
  requester:
    type: HttpRequester
    url_base: https://api.example.com/v1
    authenticator:
      type: BearerAuthenticator
      api_token: "{{ config['api_key'] }}"
streams:
  - type: DeclarativeStream
    name: items
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        $ref: "#/definitions/requester"
        path: /items
      record_selector:
        type: RecordSelector
        extractor:
          type: DpathExtractor
          field_path: [items]
spec:
  type: Spec
  connection_specification:
    title: ${name}
    type: object
    required: [api_key]
    properties:
      api_key:
        type: string
        title: API key
        airbyte_secret: true
`
