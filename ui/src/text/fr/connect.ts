import { day, list, number, plural, stopwatch } from '../format'
import { rows as rowCount, streams as streamCount } from './units'

/** Les mots de l’assistant. */

export const wizard = {
  steps: 'Configuration',
  step: { authorize: 'Autoriser', test: 'Tester', streams: 'Flux', entity: 'Cible' },
  position: (index: number, of: number) => `Étape ${number(index)} sur ${number(of)}`,
  leave: 'Enregistrer et quitter',
  connected: (connector: string, account: string | null) =>
    account ? `${connector} est connecté en tant que ${account}.` : `${connector} est connecté.`,
}

export const authorize = {
  title: (connector: string) => `Connecter ${connector}`,
  preconfiguredTitle: 'Prêt à l’emploi',
  preconfigured: (connector: string) =>
    `Headwater est livré avec sa propre application chez ${connector}. Il n’y a rien à enregistrer.`,
  ownTitle: 'Nécessite votre propre application',
  own: (connector: string) =>
    `On accède à ${connector} par une application que vous y enregistrez. Le guide montre comment faire ; comptez cinq minutes.`,
  whichApp: 'Quelle application demande l’accès ?',
  ourApp: 'L’application de Headwater',
  ourAppSays: 'Un seul clic ; partagée avec les autres utilisateurs de Headwater.',
  ownApp: 'Votre propre application',
  ownAppSays: 'Vos propres limites et votre propre nom sur la page de consentement.',
  inputs: 'Où se trouvent vos données ?',
  credentials: 'Les identifiants de votre application',
  callback: 'URL de rappel',
  callbackAny: 'Enregistrez cette adresse ; le port peut différer.',
  callbackHow: {
    anyPort: '',
    fixedPorts: '',
    relay: 'Le navigateur va à votre propre adresse, qui transmet la réponse à cet ordinateur.',
    paste:
      'Ce fournisseur renvoie le navigateur vers une adresse https qui peut ne pas se charger. Vous copiez alors cette adresse dans Headwater.',
  },
  relayOwn: 'Ma propre adresse https transmet la réponse',
  relay: 'Votre propre URL de rappel',
  relayPassesTo: (addresses: string[]) =>
    `Enregistrez cette adresse chez le fournisseur. Votre tunnel ou relais doit transmettre les requêtes à ${list(addresses)} sur cet ordinateur ; si un port est occupé, le suivant est utilisé.`,
  relayExample: 'https://',
  relayShape: 'Il faut une adresse complète qui commence par https://.',
  spares: 'Autres URL de rappel',
  sparesSays:
    'Enregistrez-les aussi si le fournisseur en accepte plusieurs. Headwater s’en sert quand un autre programme occupe le port de la première.',
  spare: (index: number) => `Autre URL de rappel ${number(index)}`,
  copyAddress: (label: string) => `Copier : ${label}`,
  clientId: 'ID client',
  clientSecret: 'Secret client',
  secretKept: 'Un secret est dans le trousseau. Laissez vide pour le garder.',
  secretPlaceholder: 'Collez le secret',
  secretKeptPlaceholder: 'Gardé dans le trousseau',
  secretOptional: 'Seulement si votre application en a un.',
  reveal: 'Montrer ce que vous avez tapé',
  conceal: 'Cacher ce que vous avez tapé',
  example: (example: string) => `Par exemple ${example}`,
  where: 'Où le trouver ?',
  required: (label: string) => `Il manque : ${label}.`,
  clientIdShape: 'Cela ne ressemble pas à un ID client de ce fournisseur.',
  shape: (label: string) => `${label} : la forme n’est pas celle attendue.`,
  idLooksLikeCallback: 'C’est l’URL de rappel. L’ID client vient du fournisseur.',
  scopesTitle: 'Ce que Headwater pourra faire',
  access: { read: 'Lit', write: 'Modifie', identity: 'Identité', offline: 'Reste connecté' },
  technical: 'Noms techniques',
  scopesRequired: 'Toujours demandé',
  scopesChosen: 'Facultatif',
  scopesOptional: 'Facultatif : décochez ce dont vous n’avez pas besoin',
  scopeStreams: (names: string[]) => `Pour ${list(names)}`,
  declined: (names: string[]) => `Ne sera pas demandé. Ces flux restent indisponibles : ${list(names)}.`,
  declinedPlain: 'Ne sera pas demandé.',
  readOnly: 'Rien de ce qui est demandé ne modifie vos données.',
  tokens: (keychain: string) =>
    `Les jetons restent sur cet ordinateur, dans son trousseau (${keychain}). Votre mot de passe n’atteint jamais Headwater.`,
  continueTo: (host: string) => `Continuer vers ${host}`,
  continueToProvider: (connector: string) => `Continuer vers ${connector}`,
  continueKey: 'Continuer',
  continueAlone: 'Connecter',
  continueDevice: 'Obtenir un code',
  way: 'Comment Headwater obtient-il l’accès ?',
  wayTitle: {
    clientCredentials: 'Sans personne : identifiants de l’application',
    authorizationCode: 'Consentement dans le navigateur',
    deviceCode: 'Code sur un autre appareil',
  },
  waySays: {
    clientCredentials: 'L’application demande en son propre nom. Personne ne doit se connecter, ni maintenant ni plus tard.',
    authorizationCode: 'Vous vous connectez chez le fournisseur et autorisez l’accès. Les lignes sont celles que vous pouvez voir.',
    deviceCode: 'Vous saisissez un code court sur un téléphone ou un autre ordinateur.',
  },
  recommended: (way: string) => `${way} (recommandé)`,
  onlyAlone: 'L’application demande en son propre nom : personne ne doit se connecter.',
  onlyDevice: 'Vous saisirez un code court chez le fournisseur, sur cet appareil ou un autre.',
  registeredTitle: 'Rien à saisir',
  registered: (connector: string) => `Headwater s’enregistre lui-même chez ${connector} quand vous continuez.`,
  kind: 'Laquelle de vos applications ?',
  kindTitle: { development: 'Développement', production: 'Production' },
  kindSays: {
    development: 'Pour essayer. Les fournisseurs limitent ces applications : peu d’utilisateurs, ou un accès de quelques jours.',
    production: 'Pour l’usage quotidien.',
  },
  importFile: 'Importer un fichier JSON…',
  importGoogle: 'Importer client_secret.json…',
  importSays: 'Au lieu de copier : le fichier que la console du fournisseur propose de télécharger.',
  imported: 'Les identifiants sont là. Le secret est allé droit dans le trousseau.',
  check: 'Vérifier les identifiants',
  checkSays: 'Demande au fournisseur s’il connaît cette application. Personne ne se connecte.',
  checking: 'Question posée au fournisseur…',
  checkTitle: {
    passed: 'Les identifiants sont bons',
    failed: 'Les identifiants ne sont pas bons',
    skipped: 'Le fournisseur ne le dit pas d’avance',
  },
  key: 'Clé privée',
  keyPlaceholder: 'Tout le texte, de -----BEGIN PRIVATE KEY----- jusqu’à la fin',
  keyKept: 'Une clé est dans le trousseau. Laissez vide pour la garder.',
  keyShape: 'Une clé privée commence par -----BEGIN … PRIVATE KEY-----.',
  certificate: 'Certificat client avec sa clé',
  certificatePlaceholder: 'Le certificat et sa clé privée, tous deux en texte PEM',
  certificateHint: 'Va dans le trousseau. Laissez vide pour garder celui qui s’y trouve.',
  certificateShape: 'Il faut les deux : une partie qui commence par BEGIN CERTIFICATE et une avec PRIVATE KEY.',
  fromFile: 'Depuis un fichier…',
  fromFileNamed: (label: string) => `${label} : depuis un fichier`,
  linesHint: 'Un par ligne.',
  guide: 'Guide',
  openInBrowser: (label: string) => `${label} : s’ouvre dans votre navigateur`,
  linkCopied: 'Adresse copiée. Collez-la dans votre navigateur.',
  console: 'Console du fournisseur',
  guideChecked: (date: string) => `Vérifié le ${day(date)}`,
  appType: (type: string) => `Le bon type d’application s’y appelle « ${type} ».`,
}

export const waiting = {
  title: 'En attente de votre navigateur',
  says: (host: string) => `Autorisez l’accès chez ${host}. Cette fenêtre revient d’elle-même.`,
  exchanging: 'Autorisé. La connexion se termine…',
  notOpenedTitle: 'Le navigateur ne s’est pas ouvert',
  notOpened: 'Copiez le lien et collez-le dans votre navigateur. Tout le reste fonctionne comme d’habitude.',
  elapsed: (milliseconds: number) => stopwatch(milliseconds),
  elapsedLabel: 'Temps écoulé',
  left: (milliseconds: number) => `Le lien fonctionne encore ${stopwatch(milliseconds)}.`,
  openAgain: 'Rouvrir',
  copyLink: 'Copier le lien',
  linkCopied: 'Lien copié. Collez-le dans votre navigateur.',
  messageCopied: 'Message copié. Envoyez-le à votre administrateur.',
  cancel: 'Annuler',
  cancelled: 'Annulé. Rien n’a été connecté.',
  link: 'Lien vers la page de consentement',
  notices: 'Vu et refusé',
  elsewhere: (name: string) => `En attente de votre navigateur : ${name}`,
  elsewhereDecide: (name: string) => `Attend votre réponse : ${name}`,
  alone: 'Demande d’accès…',
  aloneSays: (host: string) => `L’application demande à ${host} en son propre nom. Vous n’avez rien à faire.`,

  deviceTitle: 'Saisissez ce code chez le fournisseur',
  deviceSays: (host: string) =>
    `Ouvrez la page de ${host} sur n’importe quel appareil, connectez-vous et saisissez le code.`,
  code: 'Code',
  copyCode: 'Copier le code',
  codeCopied: 'Code copié.',
  address: 'Page',
  openPage: 'Ouvrir la page ici',
  codeLeft: (milliseconds: number) =>
    milliseconds > 0 ? `Le code fonctionne encore ${stopwatch(milliseconds)}.` : 'Le code a expiré.',
  announceCode: (code: string, address: string) => `Saisissez le code ${[...code].join(' ')} à l’adresse ${address}`,

  pasteTitle: 'Autorisez l’accès, puis collez l’adresse',
  pasteSteps: (host: string) => [
    `Autorisez l’accès chez ${host}, dans le navigateur.`,
    'Le navigateur finit sur une page qui peut être vide ou montrer une erreur. C’est normal.',
    'Copiez toute l’adresse en haut de cette page et collez-la ici.',
  ],
  pasteField: 'Adresse sur laquelle le navigateur a fini',
  pastePlaceholder: (redirect: string) => `${redirect}?code=…`,
  pasteSend: 'Terminer',
  pasteEmpty: 'Collez d’abord l’adresse.',
  pasteNoAddress: 'Ce n’est pas une adresse web entière. Copiez-la toute, à partir de http.',
  pasteConsent:
    'C’est l’adresse de la page de consentement. Autorisez-y d’abord l’accès, puis copiez l’adresse qui suit.',
  pasteOther: (redirect: string) => `La bonne adresse commence par ${redirect}`,
  pasteNoAnswer: 'Cette adresse ne contient pas de réponse. Copiez-la toute, avec ce qui suit le point d’interrogation.',
  elsewhereTitle: 'Le navigateur est sur un autre ordinateur ?',
  elsewhereSays:
    'Ouvrez-y le lien et autorisez l’accès. Ce navigateur finit sur une page qui ne se charge pas ; copiez son adresse et collez-la ici.',

  chooseTitle: (what: string) => `${what} : laquelle choisir ?`,
  chooseSays:
    'Votre compte en voit plusieurs. Cette connexion en lit une ; ajoutez une autre connexion pour la suivante.',
  chooseSearch: 'Chercher',
  chooseCount: (found: number, all: number) => `${number(found)} sur ${number(all)}`,
  chooseNone: 'Rien ne correspond à la recherche.',
  chooseConfirm: 'Utiliser celle-ci',
  chooseFirst: 'Choisissez-en d’abord une.',

  accountTitle: 'C’était un autre compte',
  accountSays: (expected: string, found: string) =>
    `Cette connexion appartient à ${expected}. Vous vous êtes connecté en tant que ${found}. Rien n’a été changé jusqu’ici.`,
  accountDecide: 'Décider…',
  accountLegend: 'Que faut-il faire ?',
  accountChoice: {
    replace: (found: string) => `Remplacer : la connexion appartient désormais à ${found}`,
    addAsNew: (found: string) => `Ajouter : une deuxième connexion pour ${found}`,
    cancel: (expected: string) => `Annuler : rester avec ${expected}`,
  },
  accountReplaceSays: (count: number) =>
    `L’ancien compte a ${rowCount(count)} ici ; la prochaine synchronisation relit tout et les remplace.`,
  accountAddSays: (count: number) =>
    `Cette connexion et ses données (${rowCount(count)}) restent telles quelles. La nouvelle reçoit ses propres onglets.`,
  accountCancelSays: (count: number) =>
    `Le nouvel accès est rendu. Les données (${rowCount(count)}) restent telles quelles ; connectez-vous plus tard avec le bon compte.`,
  accountConfirm: {
    replace: 'Remplacer le compte',
    addAsNew: 'Ajouter une connexion',
    cancel: 'Laisser tel quel',
  },
}

export const test = {
  title: 'Tester la connexion',
  running: 'Test en cours…',
  passed: 'Tout fonctionne.',
  partly: 'Cela fonctionne, sans ce qui n’a pas été autorisé.',
  failed: 'Tout ne fonctionne pas encore.',
  again: 'Tester à nouveau',
  account: (account: string) => `Connecté en tant que ${account}`,
  sameAccount: (name: string) => `Ce compte est déjà connecté, sous le nom ${name}`,
  sameAccountSays:
    'Gardez les deux si c’est voulu : chacune a ses propres lignes. Sinon, quittez celle-ci et continuez là-bas.',
  openOther: 'Ouvrir l’autre',
  otherAccount: 'Utiliser un autre compte',
  quick: 'Terminer maintenant',
  quickSays: (entity: string) => `Terminer maintenant : les flux recommandés vont dans ${entity}.`,
  look: 'Choisir les flux',
  outcome: { passed: 'Réussi', failed: 'Échoué', skipped: 'Ignoré', running: 'En cours' },
  check: {
    reach: 'Le fournisseur répond',
    token: 'Le jeton est accepté',
    scopes: 'Les autorisations ont été accordées',
    read: 'Des lignes peuvent être lues',
  },
}

export const streams = {
  title: 'Choisir les flux',
  lead: 'Chaque flux devient un onglet du classeur.',
  search: 'Chercher un flux',
  selected: (ticked: number, all: number) => `${number(ticked)} sur ${number(all)}`,
  selectAll: 'Tout sélectionner',
  selectFound: (count: number) =>
    plural(count, { one: 'Sélectionner le flux trouvé', other: `Sélectionner les ${number(count)} trouvés` }),
  tip: 'Maj sélectionne une plage',
  estimate: {
    all: rowCount,
    about: (count: number) => `environ ${rowCount(count)}`,
    moreThan: (count: number) => `plus de ${rowCount(count)}`,
  },
  setMode: 'Mode de tous les flux cochés',
  mode: {
    fullRefreshReplace: 'Complet, remplacer',
    fullRefreshAppend: 'Complet, ajouter',
    incrementalAppend: 'Incrémentiel, ajouter',
    incrementalAppendDedupe: 'Incrémentiel, fusionner par clé',
  },
  modeShort: { full: 'Complet', incremental: 'Incrémentiel' },
  modeOf: (stream: string) => `Mode de ${stream}`,
  /** Why a stream is read as it is. */
  reason: {
    changed: (cursor: string | null) =>
      cursor
        ? `Seules les lignes nouvelles ou modifiées sont lues, d’après « ${cursor} ».`
        : 'Seules les lignes nouvelles ou modifiées sont lues.',
    added: (cursor: string | null) =>
      cursor
        ? `Seules les lignes nouvelles ou modifiées sont lues, d’après « ${cursor} ». Une ligne modifiée y figure une fois de plus.`
        : 'Seules les lignes nouvelles ou modifiées sont lues. Une ligne modifiée y figure une fois de plus.',
    chosen: 'Tout est lu à chaque fois, bien que la source dise ce qui a changé.',
    noKey: 'Sans clé, une ligne modifiée ne peut être retrouvée : tout est lu à chaque fois.',
    noCursor: 'La source ne dit pas ce qui a changé : tout est lu à chaque fois.',
  },
  modeKept: (names: string[]) => `${list(names)} : ce mode n’existe pas ici, l’ancien est gardé.`,
  fields: (count: number) => `${number(count)} ${plural(count, { one: 'champ', other: 'champs' })}`,
  key: (fields: string[]) => `clé ${list(fields)}`,
  unavailable: 'Indisponible',
  grant: 'Accorder',
  nothing: 'Cochez au moins un flux.',
  none: 'Aucun flux ne correspond à la recherche.',
  continueWith: (count: number) => `Continuer avec ${streamCount(count)}`,
}

export const entity = {
  title: 'Choisir la cible',
  lead: 'Les lignes vont dans le classeur d’une entité : la chose qu’elles décrivent.',
  kind: 'Quelle entité ?',
  new: 'Une nouvelle entité',
  newSays: 'Elle reçoit son propre classeur.',
  name: 'Nom',
  existing: 'Une entité qui existe déjà',
  existingSays: 'Les flux deviennent d’autres onglets de son classeur.',
  pick: 'Entité',
  option: (name: string, tabs: number) => `${name} (${number(tabs)} ${plural(tabs, { one: 'onglet', other: 'onglets' })})`,
  nameMissing: 'L’entité a besoin d’un nom.',
  nameTaken: (name: string) => `« ${name} » existe déjà. Choisissez-la dans la liste ou prenez un autre nom.`,
  summary: (count: number, name: string) =>
    `${streamCount(count)} dans ${name}. La première synchronisation commence tout de suite.`,
  finish: 'Terminer et synchroniser',
}
