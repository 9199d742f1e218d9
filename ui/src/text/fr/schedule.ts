import { list, number, plural, timeOfDay, weekday } from '../format'

/** Which of the days around now a time lies on. */
type Near = 'today' | 'tomorrow' | null

/** The words of schedules. */
export const schedule = {
  title: 'Planification',
  none: 'Seulement quand vous choisissez Synchroniser maintenant.',
  add: 'Planifier',
  change: 'Modifier',
  kind: 'Synchroniser automatiquement',
  off: 'Jamais',
  offSays: 'Seulement quand vous choisissez Synchroniser maintenant.',
  every: 'À intervalle régulier',
  everySays: 'Compté depuis la dernière fois.',
  daily: 'Une fois par jour',
  dailySays: 'À une heure de la journée, heure locale.',
  cron: 'Expression cron',
  cronSays: 'Pour tout le reste.',
  minutes: 'Minutes entre deux synchronisations',
  minutesShape: 'Un nombre entier de 1 à 10080, soit une semaine.',
  at: 'Heure',
  expression: 'Expression',
  expressionHint: 'Minute, heure, jour, mois, jour de la semaine. 0\u00a08\u00a0*\u00a0*\u00a01-5 : du lundi au vendredi à 08:00.',
  catchUp: 'Après des heures manquées',
  catchUpOf: {
    skip: 'Attendre la prochaine fois',
    once: 'Synchroniser une fois',
    all: 'Rattraper chaque synchronisation manquée, 24 au plus',
  },
  spread: 'Début',
  spreadOf: (minutes: number) =>
    minutes === 0 ? 'À l’heure dite' : `Jusqu’à ${number(minutes)} minutes plus tard, chaque connexion à son moment`,
  save: 'Enregistrer la planification',
  saved: 'Planification enregistrée.',
  removed: 'Elle n’est plus synchronisée automatiquement.',
  onlyOpen: 'Les planifications fonctionnent tant que Headwater est ouvert ou dans la zone de notification.',

  says: {
    every: (minutes: number) =>
      minutes % 60 === 0
        ? minutes === 60
          ? 'Toutes les heures'
          : `Toutes les ${number(minutes / 60)} heures`
        : minutes === 1
          ? 'Chaque minute'
          : `Toutes les ${number(minutes)} minutes`,
    daily: (at: string) => `Tous les jours à ${at}`,
    cron: (expression: string) => `Selon ${expression}`,
  },
  time: (at: string, near: Near) =>
    near === 'today' ? timeOfDay(at) : near ? `demain ${timeOfDay(at)}` : `${weekday(at)}, ${timeOfDay(at)}`,
  next: (time: string) => `Prochaine : ${time}`,
  upcoming: (times: string[]) => `Prochaines : ${list(times)}.`,
  waits: 'Prévue maintenant : attend le réseau ou son tour.',
  paused: 'Rien n’est synchronisé pendant la pause.',
  allPaused: 'Toutes les planifications sont en pause.',
  allPausedLink: 'Réglages',
  missed: (count: number, time: string) =>
    `${number(count)} ${plural(count, { one: 'synchronisation manquée', other: 'synchronisations manquées' })}, la dernière à ${time}.`,
  missedShort: (count: number) => `${number(count)} ${plural(count, { one: 'manquée', other: 'manquées' })}`,
}

/** The words of the settings of the app itself. */
export const general = {
  lead: 'Le comportement de Headwater sur cet ordinateur. L’effet est immédiat.',
  background: 'En arrière-plan',
  telling: 'Notifications',
  schedules: 'Planifications',
  closeToTray: 'Fermer la fenêtre laisse Headwater dans la zone de notification',
  closeToTraySays:
    'Les planifications continuent. Si ce bureau n’a pas de zone de notification, fermer la fenêtre quitte Headwater.',
  autostart: 'Démarrer à l’ouverture de ma session',
  autostartSays: 'Dans la zone de notification, s’il y en a une.',
  notifications: 'Afficher des notifications',
  notificationsSays:
    'Quand un accès se termine bientôt ou est terminé, et quand une synchronisation planifiée commence à échouer. Une fois chacune.',
  pause: 'Mettre en pause toutes les planifications',
  pauseSays: 'Aucune synchronisation ne démarre d’elle-même. Celles en cours continuent.',
  access: 'Accès',
  renewOnUse: 'Renouveler un accès seulement quand il sert',
  renewOnUseSays:
    'D’ordinaire il est renouvelé peu avant sa fin : vous apprenez aussitôt qu’une autorisation a pris fin.',
}

/** What the policy of this computer sets. */
export const managed = {
  mark: 'Défini par votre organisation.',
  note: (file: string) => `Votre organisation définit une partie de ces réglages pour cet ordinateur, dans ${file}.`,
}
