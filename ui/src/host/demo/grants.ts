import type {
  ApprovalView,
  CalendarEntry,
  ConnectionView,
  GrantKind,
  GrantView,
  MissingScope,
} from '../../generated/rpc'
import { SCOPES } from './details'

const DAY = 24 * 60 * 60_000
/** In so many whole days, for an hour to come. */
const inDays = (days: number): string => new Date(Date.now() + days * DAY + 60 * 60_000).toISOString()

const TICKETS: MissingScope = { scope: 'tickets', says: 'Your tickets.', streams: ['tickets'] }

/** What a consent gave. */
export const grant = (kind: GrantKind = 'authorizationCode', change: Partial<GrantView> = {}): GrantView => ({
  kind,
  scopes: SCOPES.map(({ scope }) => scope),
  missing: [],
  renewable: true,
  end: null,
  ...change,
})

/** A grant that ends in so many days. */
export const endingIn = (days: number): GrantView =>
  grant('authorizationCode', {
    end: { at: inDays(days), why: 'The provider ends every consent after 365 days.', warns: days <= 7 },
  })

/** Grants in the states that the window knows. */
export const GRANTS = {
  whole: grant(),
  partial: grant('authorizationCode', {
    scopes: SCOPES.map(({ scope }) => scope).filter((scope) => scope !== 'tickets'),
    missing: [TICKETS],
  }),
  testing: grant('authorizationCode', {
    end: {
      at: inDays(6),
      why: 'The app is in testing mode, where Google ends every consent after seven days.',
      warns: true,
    },
  }),
  fixed: grant('authorizationCode', {
    end: { at: inDays(171), why: 'The provider ends every consent after 180 days.', warns: false },
  }),
  passing: grant('authorizationCode', {
    renewable: false,
    end: { at: inDays(31), why: 'The provider gave nothing to renew the token with.', warns: false },
  }),
} satisfies Record<string, GrantView>

/** An app that an administrator has to allow. */
export const APPROVAL: ApprovalView = {
  message: `Hello,

I would like to use the app “Headwater” (client ID 7f1c2b1e-5a0d-4c8e-9b57-0c9f3a2f6d41) with our Google account. It reads:

- Your contacts and their properties.
- Your companies.

It runs on my own computer and sends data nowhere else. Could you approve it?`,
  link: 'https://admin.google.com/ac/owl/list?tab=configuredApps',
  since: new Date(Date.now() - 3 * 60 * 60_000).toISOString(),
}

/** When the connections' grants end, the nearest first. */
export const calendarOf = (connections: ConnectionView[]): CalendarEntry[] =>
  connections
    .flatMap(({ id, name, grant: given }) => (given?.end ? [{ connection: id, name, end: given.end }] : []))
    .toSorted((a, b) => a.end.at.localeCompare(b.end.at))
