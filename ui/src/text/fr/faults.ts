import type { FaultWords } from '../faults'

/** Faults in French. The words in braces are the fault's values. */
export const faults: FaultWords = {
  texts: {
    browser_not_opened: [
      'Votre navigateur ne s’est pas ouvert',
      'Le système n’a transmis le lien à aucun navigateur.',
      'Copiez le lien et collez-le dans un navigateur de cet ordinateur. Headwater continue d’attendre.',
    ],
    consent_denied: [
      'L’accès n’a pas été autorisé',
      '{provider} signale que le consentement a été refusé, ou que toutes les autorisations demandées n’ont pas été acceptées.',
      'Recommencez et acceptez toutes les autorisations de la liste.',
    ],
    admin_approval: [
      'Un administrateur doit approuver cette application',
      'L’organisation de votre compte ne laisse que des applications approuvées demander un consentement chez {provider}.',
      'Envoyez à l’administrateur le message qui est prêt pour lui. Une fois l’application approuvée, recommencez : la connexion attend.',
    ],
    consent_timed_out: [
      'Le lien de consentement a expiré',
      'Aucune réponse de {provider} n’est arrivée en {minutes} minutes. Si sa page montrait une erreur, l’URL de rappel ou le type d’application n’y correspond peut-être pas, ou votre compte n’est pas parmi les testeurs de l’application.',
      'Vérifiez que {redirect} est enregistrée comme URL de rappel, puis recommencez.',
    ],
    consent_failed: [
      '{provider} n’a pas pu terminer le consentement',
      'Sa réponse : {reason}.',
      'Vérifiez les réglages de l’application chez {provider}, puis recommencez.',
    ],
    issuer_mismatch: [
      'La réponse vient d’un autre fournisseur',
      'Elle nomme un autre émetteur que {provider}. Elle a été refusée, et aucun code n’a été envoyé.',
      'Recommencez. Si cela se reproduit, vérifiez les adresses de cette connexion.',
    ],
    wrong_account: [
      'C’était un autre compte',
      'Vous avez consenti avec {account}, mais cette connexion appartient à {expected}. Leurs lignes ne doivent pas se mélanger : rien n’a été changé.',
      'Décidez si {account} remplace {expected}, devient une connexion à part, ou est laissé de côté.',
    ],
    port_taken: [
      'Le port de retour est occupé',
      'Un autre programme écoute sur le port {ports}, le seul qui soit enregistré chez {provider}.',
      'Fermez ce programme ou enregistrez une autre URL de rappel, puis recommencez.',
    ],
    address_invalid: [
      'Une adresse est inutilisable',
      '{field} ne donne pas une adresse web sûre : {reason}.',
      'Corrigez les détails de la connexion.',
    ],
    client_missing: [
      'Il manque des identifiants',
      '{provider} demande un ID client à vous, et aucun n’est encore saisi.',
      'Saisissez l’ID client et le secret de la console développeur de {provider}.',
    ],
    client_rejected: [
      'L’ID client ou le secret est faux ou expiré',
      '{provider} n’accepte pas les identifiants de cette application. L’accès lui-même n’est pas touché. Connexions qui les utilisent : {connections}.',
      'Comparez l’ID client et le secret avec la console développeur de {provider}, puis saisissez-les à nouveau.',
    ],
    grant_rejected: [
      'L’accès a pris fin',
      '{provider} n’accepte plus le jeton : il a expiré ou y a été révoqué. Sa réponse : {reason}.',
      'Reconnectez. Flux, onglets et lignes restent tels quels.',
    ],
    answer_lost: [
      'Un jeton renouvelé s’est perdu en route',
      'La liaison a été coupée après que {provider} a renouvelé le jeton et avant que la réponse arrive. L’ancien jeton ne vaut plus.',
      'Reconnectez. Flux, onglets et lignes restent tels quels.',
    ],
    cannot_renew: [
      'Le jeton a expiré et ne peut pas être renouvelé',
      '{provider} n’a pas donné de jeton de renouvellement : l’accès a pris fin avec son jeton.',
      'Reconnectez pour obtenir un nouveau jeton.',
    ],
    grant_missing: [
      'Aucun accès n’est conservé',
      'Le trousseau ne contient aucun jeton pour cette connexion.',
      'Reconnectez pour en obtenir un. Flux, onglets et lignes restent tels quels.',
    ],
    grant_ends: [
      'L’accès prend fin le {day}',
      '{why}.',
      'Reconnectez avant, et rien ne s’arrête. Flux, onglets et lignes restent tels quels.',
    ],
    token_not_saved: [
      'Un jeton renouvelé n’est pas encore enregistré',
      '{provider} a renouvelé le jeton, et le trousseau ne l’a pas pris : {reason}.',
      'Gardez Headwater ouvert et déverrouillez le trousseau : le jeton reste en mémoire et sera enregistré dès que possible.',
    ],
    code_rejected: [
      '{provider} a refusé le code d’autorisation',
      'Le code avait expiré, avait déjà servi, ou appartient à une autre URL de rappel. {provider} dit : {reason}.',
      'Recommencez et terminez en moins d’une minute.',
    ],
    token_refused: [
      '{provider} a refusé la demande de jeton',
      'Sa réponse : {reason}.',
      'Vérifiez les autorisations et les réglages de l’application chez {provider}, puis recommencez.',
    ],
    answer_not_oauth: [
      'Autre chose a répondu à la place de {provider}',
      'Au lieu d’un jeton est arrivé {what}. Un portail d’accès au réseau, un proxy ou une page de maintenance répond ainsi.',
      'Vérifiez le réseau et l’adresse, puis réessayez. Rien de ce qui est conservé n’a changé.',
    ],
    token_unusable: [
      '{provider} a envoyé un jeton inutilisable',
      'Dans sa réponse, {field} ne convient pas : {reason}.',
      'Réessayez. Si cela persiste, la description de {provider} dans le connecteur est à corriger.',
    ],
    token_not_accepted: [
      '{host} n’accepte pas le jeton',
      'Un jeton tout juste renouvelé a été refusé lui aussi : le compte ou l’application y est peut-être désactivé ou supprimé.',
      'Reconnectez. Flux, onglets et lignes restent tels quels.',
    ],
    unreachable: [
      '{host} est injoignable',
      '{reason}.',
      'Vérifiez le réseau et l’adresse. Headwater réessaie de lui-même ; rien n’est perdu.',
    ],
    unavailable: [
      '{host} est momentanément indisponible',
      'Sa réponse avait le statut {status}.',
      'Attendez un peu. Headwater réessaie de lui-même ; rien n’est perdu.',
    ],
    rate_limited: [
      '{host} demande de ralentir',
      'Trop de requêtes ont été faites en peu de temps, par ce programme ou par un autre.',
      'Attendez un peu. Headwater réessaie de lui-même et reprend où il s’était arrêté.',
    ],
    network_settings: [
      'Les réglages du réseau sont illisibles',
      '{file} : {reason}.',
      'Rétablissez-les, ou corrigez le fichier. D’ici là, rien n’est envoyé.',
    ],
    network_file: [
      '{file} est inutilisable',
      '{reason}.',
      'Corrigez le fichier, ou choisissez-en un autre sous Réglages, Réseau. D’ici là, rien n’est envoyé.',
    ],
    permission_missing: [
      'Il manque une autorisation',
      '{provider} refuse de lire {stream} : le consentement ne le couvre pas, ou le compte n’a pas le droit de le voir.',
      'Reconnectez et acceptez toutes les autorisations, ou décochez le flux.',
    ],
    missing_scope: [
      'Il manque une autorisation pour {stream}',
      '{provider} ne l’a pas donnée, ou elle n’a pas été demandée : {scopes}.',
      'Accordez-la, ou décochez le flux. Les autres flux ne sont pas touchés.',
    ],
    scope_missing: [
      'Toutes les autorisations n’ont pas été données',
      '{provider} a accordé moins que demandé. Il manque : {scopes}.',
      'Reconnectez et acceptez toutes les autorisations de la liste.',
    ],
    source_not_found: [
      '{stream} n’est pas là',
      '{host} répond que l’adresse n’existe pas.',
      'Vérifiez les détails de la connexion, par exemple le compte ou le document qu’ils nomment.',
    ],
    answer_unreadable: [
      'La réponse de {host} est illisible',
      '{reason}.',
      'Réessayez. Les lignes déjà synchronisées sont intactes.',
    ],
    source_refused: [
      '{host} a refusé la requête',
      '{reason}.',
      'Vérifiez les détails de la connexion, puis réessayez.',
    ],
    stream_gone: [
      '{stream} n’est plus proposé',
      'La source ne cite plus ce flux.',
      'Choisissez à nouveau les flux. Les lignes de son onglet restent.',
    ],
    manifest_unsupported: [
      'Ce flux ne peut pas encore être lu',
      'Sa définition utilise quelque chose que Headwater n’a pas : {reason}.',
      'Choisissez d’autres flux de ce connecteur ; ils ne sont pas touchés.',
    ],
    manifest_failed: [
      'La définition du connecteur a échoué',
      '{reason}.',
      'Vérifiez les détails de la connexion ; s’ils sont justes, le connecteur est à corriger.',
    ],
    caller_not_allowed: ['{program} ne peut pas avoir de jeton de {connection}', '{reason}.', '{fix}'],
    answer_needed: ['Une question attend votre réponse', '{reason}.', '{fix}'],
    keychain_absent: [
      'Aucun trousseau n’est démarré',
      'Headwater ne garde les jetons que dans le trousseau du système, et aucun ne répond sur cet ordinateur.',
      'Installez-en un et démarrez-le (GNOME Keyring ou KWallet sous Linux), puis réessayez. Rien n’a été conservé ailleurs.',
    ],
    keychain_locked: [
      'Le trousseau est verrouillé',
      '{keychain} ne livre rien avant d’être déverrouillé.',
      'Déverrouillez-le avec votre mot de passe de session, puis réessayez. Tout ce qu’il contient est gardé.',
    ],
    keychain_denied: [
      'Le trousseau a refusé l’accès',
      'L’accès à {keychain} a été refusé.',
      'Réessayez et laissez Headwater utiliser ses éléments.',
    ],
    keychain_broken: [
      'Le trousseau a échoué',
      '{keychain} répond : {reason}.',
      'Réessayez. Si cela persiste, redémarrez le trousseau. Rien n’a été conservé ailleurs.',
    ],
    destination_gone: [
      'L’emplacement de cette destination n’est pas là',
      '{place} n’existe pas. Le disque n’est peut-être pas connecté, ou le dossier a été déplacé ou supprimé.',
      'Remettez-le en place ou choisissez un autre emplacement, puis livrez de nouveau. Les lignes sont en sûreté dans Headwater.',
    ],
    destination_denied: [
      'Impossible d’écrire dans cette destination',
      'Vous n’avez pas le droit d’écrire dans {place}.',
      'Modifiez ses droits ou choisissez un autre emplacement, puis livrez de nouveau.',
    ],
    destination_open: [
      'Le fichier est ouvert dans un autre programme',
      '{place} est ouvert ; y écrire maintenant pourrait perdre ce que vous y modifiez.',
      'Enregistrez-le et fermez-le là-bas. Headwater réessaie de lui-même, ou tout de suite avec le bouton.',
    ],
    destination_unfit: [
      'Cette destination ne peut pas recevoir les lignes',
      '{reason}.',
      'Modifiez la destination ou choisissez un autre type, puis livrez de nouveau.',
    ],
    destination_unreachable: [
      'Impossible de joindre {host}',
      '{reason}.',
      'Vérifiez le réseau, l’adresse et le port. Les lignes sont en sûreté dans Headwater et seront livrées d’elles-mêmes dès qu’il répond, ou tout de suite avec le bouton.',
    ],
    destination_untrusted: [
      'La connexion à {host} n’est pas sûre',
      '{reason}. Rien n’a été envoyé, aucun mot de passe non plus.',
      'Si le serveur a un certificat de votre propre autorité, indiquez le fichier de celle-ci dans la destination.',
    ],
    destination_sign_in: [
      '{host} refuse l’identification',
      'Il a répondu : {reason}.',
      'Vérifiez l’utilisateur et saisissez de nouveau le mot de passe ou la clé.',
    ],
    destination_forbidden: [
      'Il manque un droit chez {host}',
      'L’utilisateur peut se connecter, mais pas faire ce dont une livraison a besoin : {right}.',
      'Demandez ce droit à qui gère le serveur, ou choisissez un autre utilisateur ou un autre emplacement.',
    ],
    destination_missing: [
      'Il manque chez {host} : {item}',
      'Le serveur a répondu, mais il y manque : {item}. Headwater ne le crée pas.',
      'Vérifiez comment cela s’écrit, ou faites-le créer.',
    ],
    destination_taken: [
      '{table} existe déjà',
      'Cette destination ne l’a pas créé ; ses lignes ont donc été laissées telles quelles.',
      'Choisissez un autre emplacement, par exemple un autre schéma, une autre base ou un autre dossier, ou retirez-le là-bas.',
    ],
    destination_refused: [
      '{host} n’a pas pris les lignes',
      'Il a répondu : {reason}.',
      'Ce qui a été livré avant est complet. Corrigez ce que dit la réponse, puis livrez de nouveau.',
    ],
    destination_raced: [
      'Une autre livraison a été plus rapide',
      'Quelqu’un d’autre livre au même endroit, ou les tables y sont verrouillées. Cette livraison n’a rien changé.',
      'Attendez un instant, puis livrez de nouveau.',
    ],
    disk_full: [
      'Le disque est plein',
      'La base de données n’a pas pu grandir. Tout ce qui a été écrit avant est complet.',
      'Libérez de la place, puis réessayez. La synchronisation reprend où elle s’était arrêtée.',
    ],
    store_read_only: [
      'La base de données ne peut pas être écrite',
      '{file} ou son dossier est en lecture seule.',
      'Donnez à cet utilisateur le droit d’y écrire, puis réessayez.',
    ],
    store_corrupt: [
      'La base de données est abîmée',
      'SQLite signale : {reason}.',
      'Fermez Headwater partout et rouvrez-le : il garde une copie du fichier et récupère ce qui est lisible. Les jetons sont en sûreté dans le trousseau.',
    ],
    store_newer: [
      'La base de données est d’un Headwater plus récent',
      'Une version que celle-ci ne connaît pas y a écrit en dernier.',
      'Réinstallez la version plus récente.',
    ],
    store_failed: [
      'La base de données a échoué',
      '{reason}.',
      'Réessayez. Tout ce qui a été écrit avant est complet.',
    ],
    input_invalid: ['{field} ne convient pas', '{reason}.', 'Corrigez et continuez.'],
    unknown_item: [
      'Cela n’est plus là',
      'Rien ({what}) n’a cet identifiant : {id}.',
      'Il a peut-être été supprimé dans une autre fenêtre. Revenez à la liste.',
    ],
    not_now: ['Ce n’est pas possible maintenant', '{reason}.', '{fix}'],
    connection_busy: [
      'Un autre Headwater renouvelle cette connexion',
      'Une seconde fenêtre ou la ligne de commande tient son verrou.',
      'Attendez un instant, puis réessayez.',
    ],
    cancelled: [
      'Annulé',
      'Vous l’avez arrêté. Ce qui a été lu avant est gardé.',
      'Relancez quand vous voulez.',
    ],
    sandbox_failed: ['Les données d’exemple n’ont pas pu démarrer', '{reason}.', 'Réessayez.'],
    bad_call: ['Headwater s’est mal compris lui-même', '{reason}.', 'Copiez les détails et signalez-les.'],
  },
  buttons: {
    'Copy link': 'Copier le lien',
    'Copy message': 'Copier le message',
    'Start again': 'Recommencer',
    'Try again': 'Réessayer',
    Reconnect: 'Reconnecter',
    Grant: 'Accorder',
    'Edit credentials': 'Modifier les identifiants',
    'Edit details': 'Modifier les détails',
    'Choose streams': 'Choisir les flux',
    'Edit destination': 'Modifier la destination',
    'Back to connections': 'Retour aux connexions',
    'Reset settings': 'Rétablir les réglages',
  },
  unsaid: {
    provider: 'le fournisseur',
    host: 'le fournisseur',
    stream: 'le flux',
    keychain: 'le trousseau',
    connections: 'celle-ci',
    scopes: 'aucun nom n’a été donné',
    reason: 'aucune raison n’a été donnée',
    fix: 'Regardez la liste des connexions.',
    file: 'un fichier',
    program: 'un programme',
  },
}
