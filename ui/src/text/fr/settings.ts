import { number, plural, weekday } from '../format'
import { ago } from './units'

/** Les mots des réglages. */
export const settings = {
  title: 'Réglages',
  sections: 'Rubriques',
  group: { app: 'Headwater', computer: 'Cet ordinateur', past: 'Ce qui s’est passé' },
  section: {
    general: 'Général',
    network: 'Réseau',
    ledger: 'Requêtes',
    doctor: 'Diagnostic',
    programs: 'Programmes',
    activity: 'Activité',
    appearance: 'Apparence',
    about: 'À propos',
  },
}

export const network = {
  lead: 'Comment Headwater joint les fournisseurs. Effet immédiat, pour tout.',
  proxy: 'Proxy',
  kind: {
    system: 'Comme le système',
    direct: 'Aucun',
    explicit: 'Ce proxy',
    pac: 'Fichier de configuration automatique',
  },
  kindSays: {
    system: 'Ce que le bureau ou l’environnement indique.',
    direct: 'Les requêtes vont droit au fournisseur.',
    explicit: 'Une adresse que votre administrateur vous a donnée.',
    pac: 'Un fichier PAC décide pour chaque adresse.',
  },
  url: 'Adresse du proxy',
  urlExample: 'http://proxy.example.com:3128',
  urlHint: 'Un nom et un mot de passe qui s’y trouvent vont dans le trousseau et ne sont plus montrés.',
  urlShape: 'Écrivez-la comme http://proxy.example.com:3128. Elle commence par http://, https:// ou socks5://.',
  bypass: 'Hôtes joints sans proxy',
  bypassHint: 'Des hôtes, un par ligne. Un point devant signifie tout ce qui est en dessous.',
  pacUrl: 'Adresse ou chemin du fichier PAC',
  pacExample: 'http://proxy.example.com/proxy.pac',
  trust: 'Certificats',
  caFile: 'Autres autorités de certification',
  caHint: 'Chemin d’un fichier PEM. Nécessaire là où l’entreprise inspecte le trafic chiffré.',
  caExample: '/etc/ssl/company-ca.pem',
  certificateFile: 'Certificat de cet ordinateur',
  certificateHint: 'Chemin d’un fichier PEM avec le certificat et sa clé, là où des serveurs en demandent un.',
  certificateExample: '/etc/ssl/this-computer.pem',
  noEscape: 'Les certificats sont toujours vérifiés. Aucun interrupteur ne permet de s’en passer.',
  waits: 'Délais',
  connect: 'Pour se connecter, en secondes',
  read: 'Pour attendre des données, en secondes',
  seconds: 'Un nombre entier de 1 à 300.',
  missing: (label: string) => `Il manque : ${label}.`,
  save: 'Enregistrer',
  saved: 'Enregistré. Effet immédiat.',
  unsaved: 'Pas encore enregistré',
}

export const ledger = {
  lead: 'Où sont allées les requêtes de Headwater, comptées sur cet ordinateur. Il ne parle à personne d’autre.',
  host: 'Hôte',
  requests: 'Requêtes',
  failed: 'Sans réponse',
  last: 'Dernière',
  lastAt: (milliseconds: number) => ago(milliseconds),
  none: 'Aucune requête n’a encore été faite.',
  total: (hosts: number, requests: number) =>
    `${number(requests)} ${plural(requests, { one: 'requête', other: 'requêtes' })} vers ${number(hosts)} ${plural(hosts, { one: 'hôte', other: 'hôtes' })}`,
}

export const doctor = {
  lead: 'Regarde ce dont une connexion a besoin sur cet ordinateur. Ne change rien.',
  subject: 'Ce qui est vérifié',
  whose: 'Vérifier pour',
  whoseSays: 'Un connecteur peut demander plus que l’ordinateur : son port de rappel, par exemple.',
  looked: (count: number) =>
    `${number(count)} ${plural(count, { one: 'point vérifié', other: 'points vérifiés' })} à l’instant.`,
  all: 'Cet ordinateur',
  again: 'Vérifier à nouveau',
  checking: 'Vérification…',
  well: 'Tout est comme il faut.',
  ill: (count: number) =>
    `${number(count)} ${plural(count, { one: 'point demande votre attention', other: 'points demandent votre attention' })}.`,
  rest: (count: number) =>
    `${number(count)} ${plural(count, { one: 'autre point est en ordre', other: 'autres points sont en ordre' })}.`,
  outcome: { passed: 'En ordre', failed: 'À traiter', skipped: 'Non vérifié' },
  here: 'Vérifier cet ordinateur',
  hereSays: 'Regarde le port, le navigateur et le réseau.',
  hide: 'Cacher la vérification',
}

export const programs = {
  lead: 'Programmes de cet ordinateur qui ont demandé des jetons d’accès avec la commande headwater.',
  askedAt: (milliseconds: number) => `Demandé ${ago(milliseconds)}`,
  of: (connection: string) => `Jetons de ${connection}`,
  waits: 'Attend votre réponse',
  answered: 'Déjà répondu',
  allowed: 'Autorisé',
  refused: 'Refusé',
  allow: 'Autoriser',
  refuse: 'Refuser',
  allowNamed: (program: string, connection: string) => `Autoriser ${program} à avoir des jetons de ${connection}`,
  refuseNamed: (program: string, connection: string) => `Refuser à ${program} les jetons de ${connection}`,
  none: 'Aucun programme n’a encore demandé.',
  noneSays:
    'Un script obtient un jeton avec : headwater token, suivi de l’ID de la connexion. La première fois, on vous le demande ici.',
  goneConnection: 'Une connexion supprimée',
  ask: 'Un programme demande l’accès',
  question: (program: string, connection: string) => `${program} demande des jetons d’accès de ${connection}.`,
  explain:
    'Avec un jeton, il peut lire ce que cette connexion peut lire, jusqu’à la fin du jeton. Il n’obtient jamais le jeton de renouvellement.',
  path: 'Fichier du programme',
  more: (count: number) =>
    `${number(count)} ${plural(count, { one: 'autre question attend', other: 'autres questions attendent' })}`,
  said: { allow: 'Autorisé.', refuse: 'Refusé.' },
  later: 'Pas maintenant',
}

const sumOf = (count: number, needing: number): string => {
  const entries = `${number(count)} ${plural(count, { one: 'entrée', other: 'entrées' })}`
  return needing === 0 ? entries : `${entries}, dont ${number(needing)} à voir`
}

export const activity = {
  lead: 'Ce qui s’est passé, le plus récent d’abord. Aucun secret n’est jamais écrit ici.',
  filter: 'Montrer',
  all: 'Toutes les connexions',
  app: 'Headwater',
  none: 'Il ne s’est encore rien passé.',
  today: 'Aujourd’hui',
  yesterday: 'Hier',
  search: 'Chercher une entrée',
  found: (shown: number, all: number) => `${number(shown)} sur ${number(all)}`,
  noMatch: 'Aucune entrée ne correspond à la recherche.',
  export: 'Copier en CSV',
  exported: (count: number) =>
    `${number(count)} ${plural(count, { one: 'entrée copiée', other: 'entrées copiées' })}, en tableau CSV.`,
  perDay: 'Par jour',
  perDaySays: (days: number, most: number) => `Les ${number(days)} derniers jours ; au plus ${number(most)} en un jour`,
  onDay: (at: string, count: number, needing: number) => `${weekday(at)} : ${sumOf(count, needing)}`,
  sum: sumOf,
  needing: 'À voir',
  rest: 'Le reste',
  day: (at: string) => number(new Date(at).getDate()),
  columns: { at: 'Heure', connection: 'Connexion', what: 'Quoi', says: 'En mots' },
}

export const appearance = {
  lead: 'Effet immédiat, sur cet ordinateur seulement.',
  language: 'Langue',
  window: 'Langue de la fenêtre',
  system: 'Comme le système',
  names: { en: 'English', fr: 'Français', de: 'Deutsch' },
  languageSays: 'La fenêtre se rouvre. Nombres et dates suivent la langue. Ce qui est en cours de saisie est perdu.',
  engineSays: 'Les pages d’aide, les guides des connecteurs et les raisons techniques dans un message sont en anglais.',
  theme: 'Couleurs',
  motion: 'Les animations suivent le système : là où il en demande moins, rien ne bouge.',
}

export const about = {
  lead: 'Headwater garde vos connexions en vie et amène leurs lignes dans des classeurs sur cet ordinateur.',
  version: 'Version',
  data: 'Dossier des données',
  dataSays: 'La base de données et les journaux. Il ne contient ni jeton ni secret.',
  copy: 'Copier le chemin',
  keychain: 'Trousseau',
  licence: 'Licence',
  promise: {
    account: { title: 'Pas de compte', says: 'Aucune inscription. Vos accès ne sont qu’à vous.' },
    server: { title: 'Pas de serveur chez nous', says: 'Les requêtes vont de cet ordinateur droit au fournisseur.' },
    telemetry: { title: 'Pas de télémétrie', says: 'Personne n’apprend ce que vous faites, pas même nous.' },
  },
  here: 'Sur cet ordinateur',
  keychainSays: 'Les jetons et les secrets y sont conservés, et nulle part ailleurs.',
  ledgerSays: 'Chaque requête faite est comptée, par hôte.',
  ledgerLook: 'Voir les requêtes',
  works: 'Licences et composants',
  worksOf: (count: number) => `${number(count)} œuvres d’autres auteurs`,
  worksSays: 'Headwater est construit avec elles. Leurs licences et la nomenclature accompagnent le paquet.',
  worksShow: 'Montrer la liste',
  worksHide: 'Cacher la liste',
  worksSearch: 'Chercher par nom ou licence',
  worksNone: (query: string) => `Aucune ne correspond à « ${query} ».`,
  licenceSays: 'MIT ou Apache-2.0, à votre choix.',
  updates: 'Mises à jour',
  updatesOff: 'Désactivées. Headwater n’interroge personne ; une nouvelle version vient par la même voie que celle-ci.',
  updatesLatest: (host: string) => `C’est la dernière version, d’après ${host}.`,
  updatesNewer: (version: string) => `La version ${version} est disponible.`,
  updatesOpen: 'Ouvrir sa page',
}
