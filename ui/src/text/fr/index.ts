import { number, plural, span, timeOfDay } from '../format'
import type { Text } from '../index'
import { columns } from './columns'
import { add, author, form } from './adding'
import { changes, find, functions, mistakes, userColumns } from './annotate'
import { authorize, entity, streams as streamWords, test, waiting, wizard } from './connect'
import { access, approval, calendar, details } from './grant'
import { destinations } from './destinations'
import { handoff } from './handoff'
import { help } from './help'
import { palette } from './palette'
import { recovery } from './recovery'
import { general, managed, schedule } from './schedule'
import { schema } from './schema'
import { about, activity, appearance, doctor, ledger, network, programs, settings } from './settings'
import { chart, columnMenu, ordering, profile, sorted, totals } from './summaries'
import { ago, rows, streams } from './units'

/** Tous les mots de la fenêtre en français. */
export const fr: Text = {
  app: {
    name: 'Headwater',
    navigation: 'Principale',
    connections: 'Connexions',
    catalogue: 'Catalogue',
    settings: 'Réglages',
    workbooks: 'Classeurs',
    noWorkbooks: 'Apparaissent avec la première synchronisation',
    theme: { system: 'Thème du système', light: 'Thème clair', dark: 'Thème sombre' },
    version: (version: string) => `Version ${version}`,
    skip: 'Aller au contenu',
    loading: 'Chargement…',
    offline: 'Cet ordinateur est hors ligne',
    offlineSays: 'Les lignes qui sont ici peuvent être lues. Les synchronisations reprennent seules dès que le réseau revient.',
  },

  actions: {
    cancel: 'Annuler',
    close: 'Fermer',
    undo: 'Annuler',
    copy: 'Copier',
    copied: 'Copié',
    copyFailed: 'La copie a été refusée. Sélectionnez le texte et copiez-le à la main.',
    continue: 'Continuer',
    tryAgain: 'Réessayer',
    clear: 'Effacer',
  },

  units: { rows, streams, ago },

  windowError: {
    title: 'Un problème est survenu dans la fenêtre',
    cause: 'La fenêtre a reçu une réponse inattendue. Vos connexions et vos lignes sont intactes.',
    fix: 'Réessayez. Si le problème persiste, copiez les détails et signalez-les.',
  },

  fault: {
    copyDetails: 'Copier les détails',
    detailsCopied: 'Détails copiés. Ils ne contiennent aucun secret.',
    readMore: 'En savoir plus',
    retries: (at: string, inMilliseconds: number) => {
      const until = span(inMilliseconds + 59_999)
      return until ? `Nouvel essai automatique à ${timeOfDay(at)}, dans ${until}.` : 'Nouvel essai automatique dans un instant.'
    },
  },

  help,

  status: {
    draft: 'Inachevée',
    active: 'Active',
    syncing: 'Synchronise…',
    reauthorize: 'À réautoriser',
    error: 'Erreur',
    paused: 'En pause',
  },

  connections: {
    title: 'Connexions',
    emptyTitle: 'Vos données, dans votre propre classeur',
    empty: 'Connectez une source une fois ; ses lignes restent à jour dans un classeur sur cet ordinateur.',
    add: 'Ajouter une connexion',
    trySample: 'Essayer avec des exemples',
    sampleNote: 'Aucun compte nécessaire : un petit fournisseur d’essai tourne sur cet ordinateur.',
    account: 'Compte',
    noAccount: 'Pas encore de compte',
    lastSync: 'Dernière synchronisation',
    neverSynced: 'Pas encore synchronisée',
    synced: (milliseconds: number) => `Synchronisée ${ago(milliseconds)}`,
    reconnect: 'Reconnecter',
    reconnectNamed: (name: string) => `Reconnecter ${name}`,
    finish: 'Terminer',
    finishNamed: (name: string) => `Terminer la configuration de ${name}`,
    open: (name: string) => `Ouvrir le classeur de ${name}`,
    search: 'Chercher une connexion',
    found: (shown: number, all: number) => `${number(shown)} sur ${number(all)}`,
    noMatch: (query: string) => `Aucune connexion ne correspond à « ${query} ».`,
    attention: (count: number) =>
      `${number(count)} ${plural(count, { one: 'connexion demande votre attention', other: 'connexions demandent votre attention' })}`,
    failedStreams: (failed: number, all: number) =>
      `${number(failed)} sur ${streams(all)} ${plural(failed, { one: 'a échoué', other: 'ont échoué' })}`,
  },

  connectionMenu: {
    label: (name: string) => `Plus pour ${name}`,
    rename: 'Renommer…',
    pause: 'Mettre en pause',
    resume: 'Reprendre',
    sync: 'Synchroniser maintenant',
    cancelSync: 'Arrêter cette synchronisation',
    openWorkbook: 'Ouvrir le classeur',
    details: 'Accès et détails',
    streams: 'Choisir les flux',
    delete: 'Supprimer…',
  },

  rename: {
    title: 'Renommer la connexion',
    name: 'Nom',
    save: 'Renommer',
    empty: 'Une connexion a besoin d’un nom.',
  },

  remove: {
    title: (name: string) => `Supprimer ${name} ?`,
    grant: (connector: string) => `Headwater rend l’accès à ${connector} et oublie les jetons.`,
    noGrant: 'Elle n’a jamais été autorisée : il n’y a pas d’accès à rendre.',
    key: (connector: string) => `Headwater oublie la clé. Chez ${connector}, elle reste valable jusqu’à ce que vous l’y supprimiez.`,
    tables: 'Que deviennent les lignes ?',
    keep: 'Les garder',
    keepSays: (count: number) => `Le classeur garde ${rows(count)}, sans nouvelles mises à jour.`,
    drop: 'Les supprimer',
    dropSays: (count: number) => `Perte de ${rows(count)}, sans retour possible.`,
    confirm: 'Supprimer la connexion',
  },

  progress: {
    stream: (stream: string, index: number, of: number) => `${stream}, flux ${number(index)} sur ${number(of)}`,
    rows: (count: number, rate: number) => `${rows(count)} · ${number(Math.round(rate))} par seconde`,
    starting: 'La synchronisation démarre…',
    stop: 'Arrêter',
    pause: 'Mettre en pause',
    label: (name: string) => `Synchronisation de ${name}`,
  },

  catalogue: {
    title: 'Catalogue',
    lead: 'Choisissez une source à connecter.',
    search: 'Chercher par nom, catégorie ou contenu',
    found: (count: number) => `${number(count)} ${plural(count, { one: 'connecteur', other: 'connecteurs' })}`,
    none: (query: string) => `Aucun connecteur ne correspond à « ${query} ».`,
    noneFix: 'Essayez un autre mot, effacez la recherche pour les voir tous, ou ajoutez votre propre connecteur.',
    how: 'Lire comment',
    add: 'Ajouter un connecteur…',
    more: (count: number) => `En afficher ${number(count)} de plus`,
    tryOut: (connector: string) => `Essayer les flux de ${connector}`,
    clear: 'Effacer la recherche',
    client: {
      preconfigured: 'Prêt à l’emploi',
      own: 'Nécessite votre application',
      registered: 'Prêt à l’emploi',
      none: 'Sans application',
    },
    auth: { oAuth: 'Consentement dans le navigateur', key: 'Clés' },
    maturity: { verified: 'Vérifié', checked: 'Contrôlé', new: 'Nouveau' },
    maturitySays: {
      verified: 'Tourne contre le vrai produit dans nos tests.',
      checked: 'Contrôlé avec la spécification du fournisseur ou des échanges enregistrés.',
      new: 'Écrit d’après la documentation du fournisseur seulement.',
    },
    connected: (count: number) => `${number(count)} ${plural(count, { one: 'connecté', other: 'connectés' })}`,
  },

  palette,
  columns,
  form,
  add,
  author,
  wizard,
  authorize,
  waiting,
  test,
  streams: streamWords,
  recovery,
  schema,
  entity,
  access,
  approval,
  calendar,
  details,
  schedule,
  settings,
  general,
  managed,
  network,
  ledger,
  doctor,
  programs,
  activity,
  appearance,
  about,
  destinations,
  handoff,

  workbook: {
    changes,
    chart,
    columnMenu,
    find,
    functions,
    mistakes,
    ordering,
    profile,
    totals,
    userColumns,
    tabs: 'Onglets',
    tabsBefore: 'Onglets précédents',
    tabsAfter: 'Onglets suivants',
    rows,
    rowsOf: (shown: number, all: number) => `${number(shown)} sur ${rows(all)}`,
    synced: (milliseconds: number) => `Synchronisé ${ago(milliseconds)}`,
    neverSynced: 'Pas encore lu jusqu’au bout',
    unlinked: 'N’est plus mis à jour : sa connexion a été supprimée.',
    from: (connection: string) => `De ${connection}`,
    search: 'Seulement les lignes avec…',
    addFilter: 'Filtrer',
    column: 'Colonne',
    condition: 'Condition',
    value: 'Valeur',
    apply: 'Ajouter le filtre',
    op: {
      contains: 'contient',
      equals: 'est',
      notEquals: 'n’est pas',
      greater: 'est plus grand que',
      less: 'est plus petit que',
      empty: 'est vide',
      notEmpty: 'n’est pas vide',
    },
    filter: (column: string, op: string, value: string) => `${column} ${op} ${value}`.trim(),
    removeFilter: (filter: string) => `Retirer le filtre : ${filter}`,
    clearFilters: 'Effacer les filtres',
    grid: (tab: string) => `Lignes de ${tab}`,
    rowNumber: 'Ligne',
    rowSign: '#',
    nullCell: 'null',
    emptyCell: 'vide',
    true: 'vrai',
    false: 'faux',
    keyColumn: (column: string) => `${column}, partie de la clé`,
    noRowsYet: 'Pas encore de lignes',
    noRowsSyncing: 'Les premières lignes apparaissent ici dès qu’elles sont lues.',
    noRows: 'La source n’a pas de lignes dans ce flux.',
    noMatch: 'Aucune ligne ne correspond aux filtres.',
    selection: (rowCount: number, columnCount: number) =>
      `Sélection : ${rows(rowCount)} × ${number(columnCount)} ${plural(columnCount, { one: 'colonne', other: 'colonnes' })}`,
    keys: 'Flèches : bouger, Maj : sélectionner, Entrée : ouvrir une ligne, Ctrl ou Cmd + C : copier',
    copied: (rowCount: number) => `${rows(rowCount)} dans le presse-papiers`,
    copiedFirst: (rowCount: number, all: number) =>
      `Les ${number(rowCount)} premières sur ${rows(all)} dans le presse-papiers`,
    detail: (row: number) => `Ligne ${number(row)}`,
    copyValue: (column: string) => `Copier ${column}`,
    sorted,
    unsorted: 'Dans l’ordre d’arrivée',
    missing: 'Ce classeur n’est plus là',
    missingSays: 'Il a peut-être été supprimé avec sa connexion.',
    toConnections: 'Aller aux connexions',
    syncNow: 'Synchroniser maintenant',
    columns: 'Colonnes',
    columnsShown: (shown: number, all: number) => `${number(shown)} sur ${number(all)} affichées`,
    findColumn: 'Chercher une colonne',
    moveLeft: (column: string) => `Déplacer ${column} vers la gauche`,
    moveRight: (column: string) => `Déplacer ${column} vers la droite`,
    allColumns: 'Tout afficher, dans l’ordre d’origine',
    width: (column: string, pixels: number) => `${column} : ${number(pixels)} pixels de large`,
    headKeys: 'Entrée trie, Alt + bas ouvre le menu, Alt + flèches règle la largeur, Ctrl ou Cmd + Maj + flèches déplace la colonne',
    paused: 'En pause. La prochaine synchronisation continue ici.',
    deletedRow: 'supprimée à la source',
    deleted: (count: number) => `${rows(count)} en moins à la source`,
    showDeleted: 'Afficher',
    hideDeleted: 'Masquer',
    dropDeleted: 'Supprimer ici aussi',
    dropped: (count: number) => `${rows(count)} en moins ici aussi.`,
    restored: (count: number) => `${rows(count)} de retour.`,
  },
}
