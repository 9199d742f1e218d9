import { dateTime, day, list, monthOf, number, plural, span, weekday } from '../format'
import { ago } from './units'

const endsNow = 'L’accès finit maintenant'

/** Les mots sur ce qu’un consentement a donné et quand cela finit. */
export const access = {
  title: 'Accès',
  account: 'Compte',
  unknownAccount: 'Inconnu',
  kind: 'Comment',
  kindOf: {
    clientCredentials: 'Sans personne (identifiants de l’application)',
    authorizationCode: 'Consentement dans le navigateur',
    deviceCode: 'Code sur un autre appareil',
  },
  byKey: 'Une clé que vous avez saisie',
  client: 'Application',
  clientOf: {
    preconfigured: 'L’application de Headwater',
    own: 'Votre propre application',
    registered: 'Enregistrée par Headwater',
  },
  development: (client: string) => `${client}, pour le développement`,
  permissions: 'Autorisations',
  granted: (given: number, asked: number) => `${number(given)} sur ${number(asked)} accordées`,
  allGranted: 'Toutes accordées',
  ends: 'Fin',
  noEnd: 'Aucune fin connue',
  endsOn: (at: string, inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `${day(at)}, dans ${left}` : 'Maintenant'
  },
  renews: 'Jeton',
  renewable: 'Se renouvelle seul',
  renewed: (milliseconds: number) => `Renouvelé ${ago(milliseconds)}`,
  notRenewable: 'Ne peut pas se renouveler',
  notRenewableUntil: (at: string) => `Ne peut pas se renouveler : valable jusqu’au ${dateTime(at)}`,
  notRenewableSays: 'Le fournisseur n’a rien donné pour renouveler l’accès. Reconnectez-vous quand il sera fini.',

  missingTitle: (count: number) =>
    `${number(count)} ${plural(count, { one: 'autorisation n’a pas été donnée', other: 'autorisations n’ont pas été données' })}`,
  missingStreams: (names: string[]) => `Sans elle, impossible de lire ${list(names)}.`,
  missingNone: 'Aucun flux n’en a besoin.',
  grant: 'Accorder',
  grantNamed: (what: string) => `Accorder : ${what}`,

  endsNow,
  endTitle: (at: string, inMilliseconds: number) => {
    const left = span(inMilliseconds)
    if (inMilliseconds <= 0 || !left) return endsNow
    return `L’accès finit le ${weekday(at)}, dans ${left}`
  },
  reconnect: 'Reconnecter',
  endFix: 'Reconnectez-vous avant, et rien ne s’arrête. Flux, onglets et lignes restent tels quels.',
}

/** Les mots tant qu’un administrateur doit approuver. */
export const approval = {
  title: 'En attente d’un administrateur',
  says: (connector: string) =>
    `Votre organisation ne laisse que les applications approuvées demander l’accès chez ${connector}. Envoyez ce message à qui l’administre ; réessayez une fois l’application approuvée.`,
  message: 'Message pour l’administrateur',
  copy: 'Copier le message',
  copied: 'Message copié.',
  link: 'Page où elle est approuvée',
  openLink: 'Ouvrir la page',
  linkCopied: 'Adresse copiée.',
  again: 'Réessayer',
  since: (milliseconds: number) => {
    const past = span(milliseconds)
    return past ? `En attente depuis ${past}` : 'En attente depuis un instant'
  },
}

/** Un titre commence par une capitale, même celui d’un mois. */
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** Les mots du calendrier des accès. */
export const calendar = {
  title: 'Calendrier des accès',
  lead: 'Quand un fournisseur redemandera votre consentement, et ce qui se renouvelle tout seul.',
  due: (count: number) => plural(count, { one: 'Demande votre attention', other: 'Demandent votre attention' }),
  soon: 'Dans la semaine',
  later: 'Plus tard',
  open: (count: number) => plural(count, { one: 'Ne demande rien', other: 'Ne demandent rien' }),
  openSays: 'Aucune fin n’est connue pour ceux-ci. Si un fournisseur en termine un, Headwater le dit.',
  count: (count: number) => number(count),
  year: 'Les douze prochains mois',
  month: (at: string) => monthOf(at, true),
  monthOf: (at: string) => capital(monthOf(at)),
  day: (at: string) => number(new Date(at).getDate()),
  ofMonth: (at: string, count: number) =>
    count === 0
      ? `${monthOf(at)} : aucune fin`
      : `${monthOf(at)} : ${number(count)} ${plural(count, { one: 'accès finit', other: 'accès finissent' })}`,
  more: (count: number) => `+${number(count)}`,
  kind: {
    renews: 'Se renouvelle tout seul',
    alone: 'Fonctionne sans personne',
    key: 'Une clé, qui n’expire pas d’elle-même',
  },
  look: 'Ouvrir',
  none: 'Aucun accès à surveiller',
  noneSays: 'Dès qu’une connexion a son consentement, cette page dit combien de temps il dure.',
  left: (inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `dans ${left}` : 'maintenant'
  },
}

/** Les mots de la page d’une connexion. */
export const details = {
  back: 'Toutes les connexions',
  open: 'Ouvrir le classeur',
  scopes: 'Ce qu’elle peut faire',
  scopesNone: 'Le fournisseur n’a nommé aucune autorisation.',
  also: 'Accordé aussi',
  activity: 'Ce qui s’est passé récemment',
  activityAll: 'Toute l’activité',
  gone: 'Cette connexion n’est plus là',
  failed: 'Cette connexion ne peut pas être affichée',
  rows: 'Lignes',
  next: 'Prochaine synchronisation',
  byHand: 'À la demande',
  due: 'Prévue maintenant',
  access: 'Accès',
  accessNeeds: 'Demande votre attention',
  endsIn: (inMilliseconds: number) => {
    const left = span(inMilliseconds)
    return inMilliseconds > 0 && left ? `Se termine dans ${left}` : 'Se termine maintenant'
  },
  streams: 'Ce qu’elle apporte',
  noStreams: 'Aucun flux n’est encore choisi.',
  more: (count: number) => `En afficher ${number(count)} de plus`,
  searchStreams: 'Chercher par le nom',
  foundStreams: (found: number, all: number) => `${number(found)} sur ${number(all)}`,
  noStream: (query: string) => `Aucun flux n’a « ${query} » dans son nom.`,
  kept: (keychain: string) => `Les jetons sont dans le trousseau de cet ordinateur (${keychain}) et nulle part ailleurs.`,
  keptKey: (keychain: string) => `La clé est dans le trousseau de cet ordinateur (${keychain}) et nulle part ailleurs.`,
  newKey: 'Saisir une autre clé',
  manage: 'Cette connexion',
  pauseSays: 'Rien n’est synchronisé jusqu’à la reprise. Les lignes et l’accès restent.',
  server: 'Sur un serveur',
  deleteSays: 'L’accès est rendu et les jetons sont oubliés. Vous décidez du sort des lignes.',
  deleteKeySays: 'La clé est oubliée ici et reste valable à la source. Vous décidez du sort des lignes.',
}
