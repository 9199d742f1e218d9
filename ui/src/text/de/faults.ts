import type { FaultWords } from '../faults'

/** Faults in German. The words in braces are the fault's values. */
export const faults: FaultWords = {
  texts: {
    browser_not_opened: [
      'Ihr Browser hat sich nicht geöffnet',
      'Das System hat den Link an keinen Browser gegeben.',
      'Kopieren Sie den Link und fügen Sie ihn in einen Browser auf diesem Computer ein. Headwater wartet weiter.',
    ],
    consent_denied: [
      'Der Zugriff wurde nicht erlaubt',
      '{provider} meldet, dass die Zustimmung abgelehnt wurde oder dass nicht jede verlangte Berechtigung angenommen wurde.',
      'Beginnen Sie noch einmal und nehmen Sie alle aufgeführten Berechtigungen an.',
    ],
    admin_approval: [
      'Eine Administratorin oder ein Administrator muss diese App freigeben',
      'Die Organisation, zu der Ihr Konto gehört, lässt bei {provider} nur freigegebene Apps um Zustimmung bitten.',
      'Senden Sie dorthin die Nachricht, die bereitliegt. Beginnen Sie nach der Freigabe noch einmal: Die Verbindung wartet.',
    ],
    consent_timed_out: [
      'Der Link für die Zustimmung ist abgelaufen',
      'Von {provider} kam innerhalb von {minutes} Minuten keine Antwort. Zeigte die Seite dort einen Fehler, stimmt vielleicht die Callback-URL oder die Art der App nicht, oder Ihr Konto gehört nicht zu den Testpersonen der App.',
      'Prüfen Sie, dass {redirect} als Callback-URL eingetragen ist, und beginnen Sie dann noch einmal.',
    ],
    consent_failed: [
      '{provider} konnte die Zustimmung nicht abschließen',
      'Die Antwort war: {reason}.',
      'Prüfen Sie die Einstellungen der App bei {provider} und beginnen Sie dann noch einmal.',
    ],
    issuer_mismatch: [
      'Die Antwort kam von einem anderen Anbieter',
      'Sie nennt einen anderen Aussteller als {provider}. Sie wurde abgewiesen, und kein Code wurde irgendwohin gesendet.',
      'Beginnen Sie noch einmal. Geschieht es wieder, prüfen Sie die Adressen dieser Verbindung.',
    ],
    wrong_account: [
      'Das war ein anderes Konto',
      'Sie haben als {account} zugestimmt, diese Verbindung gehört aber zu {expected}. Zeilen der beiden dürfen sich nicht mischen, deshalb wurde nichts geändert.',
      'Entscheiden Sie, ob {account} an die Stelle von {expected} tritt, eine eigene Verbindung wird oder unberührt bleibt.',
    ],
    port_taken: [
      'Der Port für die Antwort ist belegt',
      'Ein anderes Programm belegt Port {ports}, den einzigen, der bei {provider} eingetragen ist.',
      'Schließen Sie dieses Programm oder tragen Sie eine andere Callback-URL ein, und beginnen Sie dann noch einmal.',
    ],
    address_invalid: [
      'Eine Adresse ist nicht verwendbar',
      '{field} ergibt keine sichere Webadresse: {reason}.',
      'Berichtigen Sie die Angaben der Verbindung.',
    ],
    client_missing: [
      'Zugangsdaten fehlen',
      '{provider} verlangt eine eigene Client-ID, und es ist noch keine eingetragen.',
      'Tragen Sie Client-ID und Secret aus der Entwicklerkonsole von {provider} ein.',
    ],
    client_rejected: [
      'Client-ID oder Secret ist falsch oder abgelaufen',
      '{provider} nimmt die Zugangsdaten dieser App nicht an. Der Zugriff selbst ist nicht betroffen. Verbindungen, die sie verwenden: {connections}.',
      'Vergleichen Sie Client-ID und Secret mit der Entwicklerkonsole von {provider} und tragen Sie beide neu ein.',
    ],
    grant_rejected: [
      'Der Zugriff hat geendet',
      '{provider} nimmt das Token nicht mehr an: Es ist abgelaufen oder wurde dort widerrufen. Die Antwort war: {reason}.',
      'Verbinden Sie neu. Streams, Tabs und Zeilen bleiben, wie sie sind.',
    ],
    answer_lost: [
      'Ein erneuertes Token ging unterwegs verloren',
      'Die Leitung brach ab, nachdem {provider} das Token erneuert hatte und bevor die Antwort ankam. Das alte Token gilt nicht mehr.',
      'Verbinden Sie neu. Streams, Tabs und Zeilen bleiben, wie sie sind.',
    ],
    cannot_renew: [
      'Das Token ist abgelaufen und lässt sich nicht erneuern',
      '{provider} gab kein Token zum Erneuern, der Zugriff endete deshalb mit seinem Token.',
      'Verbinden Sie neu, um ein neues Token zu erhalten.',
    ],
    grant_missing: [
      'Es ist kein Zugriff gespeichert',
      'Der Schlüsselbund enthält kein Token für diese Verbindung.',
      'Verbinden Sie neu, um eines zu erhalten. Streams, Tabs und Zeilen bleiben, wie sie sind.',
    ],
    grant_ends: [
      'Der Zugriff endet am {day}',
      '{why}.',
      'Verbinden Sie vorher neu, dann steht nichts still. Streams, Tabs und Zeilen bleiben, wie sie sind.',
    ],
    token_not_saved: [
      'Ein erneuertes Token ist noch nicht gespeichert',
      '{provider} hat das Token erneuert, der Schlüsselbund nahm es aber nicht an: {reason}.',
      'Lassen Sie Headwater offen und entsperren Sie den Schlüsselbund: Das Token bleibt im Speicher und wird gesichert, sobald das gelingt.',
    ],
    code_rejected: [
      '{provider} hat den Autorisierungscode abgewiesen',
      'Der Code war abgelaufen, schon verwendet oder gehört zu einer anderen Callback-URL. {provider} sagt: {reason}.',
      'Beginnen Sie noch einmal und schließen Sie innerhalb einer Minute ab.',
    ],
    token_refused: [
      '{provider} hat die Anfrage nach einem Token abgewiesen',
      'Die Antwort war: {reason}.',
      'Prüfen Sie Berechtigungen und Einstellungen der App bei {provider} und beginnen Sie dann noch einmal.',
    ],
    answer_not_oauth: [
      'Statt {provider} hat etwas anderes geantwortet',
      'Statt eines Tokens kam {what}. So antwortet eine Anmeldeseite des Netzes, ein Proxy oder eine Wartungsseite.',
      'Prüfen Sie Netz und Adresse und versuchen Sie es dann noch einmal. Nichts Gespeichertes hat sich geändert.',
    ],
    token_unusable: [
      '{provider} hat ein unbrauchbares Token gesendet',
      'In der Antwort stimmt {field} nicht: {reason}.',
      'Versuchen Sie es noch einmal. Bleibt es dabei, muss die Beschreibung von {provider} im Konnektor berichtigt werden.',
    ],
    token_not_accepted: [
      '{host} nimmt das Token nicht an',
      'Auch ein eben erneuertes Token wurde abgewiesen: Konto oder App sind dort vielleicht gesperrt oder entfernt.',
      'Verbinden Sie neu. Streams, Tabs und Zeilen bleiben, wie sie sind.',
    ],
    unreachable: [
      '{host} ist nicht zu erreichen',
      '{reason}.',
      'Prüfen Sie Netz und Adresse. Headwater versucht es von selbst wieder; nichts geht verloren.',
    ],
    unavailable: [
      '{host} ist vorübergehend nicht verfügbar',
      'Die Antwort hatte den Status {status}.',
      'Warten Sie ein wenig. Headwater versucht es von selbst wieder; nichts geht verloren.',
    ],
    rate_limited: [
      '{host} bittet um langsamere Anfragen',
      'In kurzer Zeit wurden zu viele Anfragen gestellt, von diesem oder einem anderen Programm.',
      'Warten Sie ein wenig. Headwater versucht es von selbst wieder und fährt dort fort, wo es aufgehört hat.',
    ],
    network_settings: [
      'Die Netzwerkeinstellungen sind nicht lesbar',
      '{file}: {reason}.',
      'Setzen Sie sie zurück oder berichtigen Sie die Datei. Bis dahin wird nichts gesendet.',
    ],
    network_file: [
      '{file} ist nicht verwendbar',
      '{reason}.',
      'Berichtigen Sie die Datei oder wählen Sie unter Einstellungen, Netzwerk eine andere. Bis dahin wird nichts gesendet.',
    ],
    permission_missing: [
      'Eine Berechtigung fehlt',
      '{provider} lässt {stream} nicht lesen: Die Zustimmung umfasst es nicht, oder das Konto darf es nicht sehen.',
      'Verbinden Sie neu und nehmen Sie alle Berechtigungen an, oder wählen Sie den Stream ab.',
    ],
    missing_scope: [
      'Für {stream} fehlt eine Berechtigung',
      '{provider} hat sie nicht gegeben, oder sie wurde nicht verlangt: {scopes}.',
      'Geben Sie sie, oder wählen Sie den Stream ab. Andere Streams sind nicht betroffen.',
    ],
    scope_missing: [
      'Nicht alle Berechtigungen wurden gegeben',
      '{provider} gab weniger, als verlangt war. Es fehlen: {scopes}.',
      'Verbinden Sie neu und nehmen Sie alle aufgeführten Berechtigungen an.',
    ],
    source_not_found: [
      '{stream} ist nicht da',
      '{host} antwortet, dass es die Adresse nicht gibt.',
      'Prüfen Sie die Angaben der Verbindung, zum Beispiel das Konto oder das Dokument, das sie nennen.',
    ],
    answer_unreadable: [
      'Die Antwort von {host} ist nicht lesbar',
      '{reason}.',
      'Versuchen Sie es noch einmal. Zeilen von früher sind unberührt.',
    ],
    source_refused: [
      '{host} hat die Anfrage abgewiesen',
      '{reason}.',
      'Prüfen Sie die Angaben der Verbindung und versuchen Sie es dann noch einmal.',
    ],
    stream_gone: [
      '{stream} wird nicht mehr angeboten',
      'Die Quelle führt diesen Stream nicht mehr auf.',
      'Wählen Sie die Streams neu. Die Zeilen in seinem Tab bleiben.',
    ],
    manifest_unsupported: [
      'Dieser Stream ist noch nicht lesbar',
      'Seine Beschreibung verwendet etwas, das Headwater nicht hat: {reason}.',
      'Wählen Sie andere Streams dieses Konnektors; sie sind nicht betroffen.',
    ],
    manifest_failed: [
      'Die Beschreibung des Konnektors hat versagt',
      '{reason}.',
      'Prüfen Sie die Angaben der Verbindung; stimmen sie, muss der Konnektor berichtigt werden.',
    ],
    caller_not_allowed: ['{program} darf kein Token von {connection} haben', '{reason}.', '{fix}'],
    answer_needed: ['Eine Frage wartet auf Ihre Antwort', '{reason}.', '{fix}'],
    keychain_absent: [
      'Es läuft kein Schlüsselbund',
      'Headwater bewahrt Tokens nur im Schlüsselbund des Systems auf, und auf diesem Computer antwortet keiner.',
      'Installieren und starten Sie einen (unter Linux GNOME Keyring oder KWallet) und versuchen Sie es dann noch einmal. Nichts wurde anderswo gespeichert.',
    ],
    keychain_locked: [
      'Der Schlüsselbund ist gesperrt',
      '{keychain} gibt nichts heraus, bevor er entsperrt ist.',
      'Entsperren Sie ihn mit Ihrem Anmeldepasswort und versuchen Sie es dann noch einmal. Alles darin bleibt erhalten.',
    ],
    keychain_denied: [
      'Der Schlüsselbund hat den Zugriff verweigert',
      'Der Zugriff auf {keychain} wurde abgelehnt.',
      'Versuchen Sie es noch einmal und erlauben Sie Headwater den Zugriff auf seine Einträge.',
    ],
    keychain_broken: [
      'Der Schlüsselbund hat versagt',
      '{keychain} antwortet: {reason}.',
      'Versuchen Sie es noch einmal. Bleibt es dabei, starten Sie den Schlüsselbund neu. Nichts wurde anderswo gespeichert.',
    ],
    destination_gone: [
      'Der Ort dieses Ziels ist nicht da',
      '{place} gibt es nicht. Vielleicht ist das Laufwerk nicht verbunden, oder der Ordner wurde verschoben oder gelöscht.',
      'Stellen Sie ihn wieder her oder wählen Sie einen anderen Ort, und liefern Sie dann noch einmal. Die Zeilen sind in Headwater sicher.',
    ],
    destination_denied: [
      'In dieses Ziel kann nicht geschrieben werden',
      'Sie dürfen in {place} nicht schreiben.',
      'Ändern Sie die Rechte oder wählen Sie einen anderen Ort, und liefern Sie dann noch einmal.',
    ],
    destination_open: [
      'Die Datei ist in einem anderen Programm geöffnet',
      '{place} ist geöffnet. Jetzt hineinzuschreiben könnte verlieren, was Sie dort ändern.',
      'Speichern und schließen Sie die Datei dort. Headwater versucht es von selbst wieder oder mit der Schaltfläche sofort.',
    ],
    destination_unfit: [
      'Dieses Ziel kann die Zeilen nicht aufnehmen',
      '{reason}.',
      'Ändern Sie das Ziel oder wählen Sie eine andere Art, und liefern Sie dann noch einmal.',
    ],
    destination_unreachable: [
      '{host} ist nicht zu erreichen',
      '{reason}.',
      'Prüfen Sie Netz, Adresse und Port. Die Zeilen sind in Headwater sicher und werden von selbst geliefert, sobald der Server antwortet, oder sofort mit der Schaltfläche.',
    ],
    destination_untrusted: [
      'Die Verbindung zu {host} ist nicht sicher',
      '{reason}. Es wurde nichts gesendet, auch kein Passwort.',
      'Hat der Server ein Zertifikat Ihrer eigenen Zertifizierungsstelle, nennen Sie deren Datei im Ziel.',
    ],
    destination_sign_in: [
      '{host} lehnt die Anmeldung ab',
      'Die Antwort war: {reason}.',
      'Prüfen Sie den Benutzer und geben Sie Passwort oder Schlüssel noch einmal ein.',
    ],
    destination_forbidden: [
      'Bei {host} fehlt ein Recht',
      'Der Benutzer darf sich anmelden, aber nicht, was eine Lieferung braucht: {right}.',
      'Bitten Sie, wer den Server betreibt, um dieses Recht, oder wählen Sie einen anderen Benutzer oder Ort.',
    ],
    destination_missing: [
      'Bei {host} fehlt: {item}',
      'Der Server hat geantwortet, aber dort fehlt: {item}. Headwater legt es nicht an.',
      'Prüfen Sie die Schreibweise, oder lassen Sie es anlegen.',
    ],
    destination_taken: [
      '{table} gibt es dort schon',
      'Es stammt nicht von diesem Ziel, deshalb wurden seine Zeilen in Ruhe gelassen.',
      'Wählen Sie einen anderen Ort, etwa ein anderes Schema, eine andere Datenbank oder einen anderen Ordner, oder entfernen Sie es dort.',
    ],
    destination_refused: [
      '{host} hat die Zeilen nicht genommen',
      'Die Antwort war: {reason}.',
      'Was vorher geliefert wurde, ist vollständig. Beheben Sie, was die Antwort nennt, und liefern Sie dann noch einmal.',
    ],
    destination_raced: [
      'Eine andere Lieferung war schneller',
      'Jemand anders liefert an denselben Ort, oder die Tabellen sind dort gesperrt. Diese Lieferung hat nichts geändert.',
      'Warten Sie einen Augenblick und liefern Sie dann noch einmal.',
    ],
    disk_full: [
      'Der Datenträger ist voll',
      'Die Datenbank konnte nicht wachsen. Alles, was vorher geschrieben wurde, ist vollständig.',
      'Schaffen Sie Platz und versuchen Sie es dann noch einmal. Die Synchronisierung fährt dort fort, wo sie aufgehört hat.',
    ],
    store_read_only: [
      'Die Datenbank ist schreibgeschützt',
      '{file} oder der Ordner davon lässt sich nur lesen.',
      'Geben Sie diesem Benutzer dort das Recht zu schreiben und versuchen Sie es dann noch einmal.',
    ],
    store_corrupt: [
      'Die Datenbank ist beschädigt',
      'SQLite meldet: {reason}.',
      'Schließen Sie Headwater überall und öffnen Sie es wieder: Es behält eine Kopie der Datei und stellt wieder her, was lesbar ist. Die Tokens liegen sicher im Schlüsselbund.',
    ],
    store_newer: [
      'Die Datenbank gehört zu einem neueren Headwater',
      'Zuletzt schrieb sie eine Version, die diese nicht kennt.',
      'Installieren Sie die neuere Version wieder.',
    ],
    store_failed: [
      'Die Datenbank hat versagt',
      '{reason}.',
      'Versuchen Sie es noch einmal. Alles, was vorher geschrieben wurde, ist vollständig.',
    ],
    input_invalid: ['{field} stimmt nicht', '{reason}.', 'Berichtigen Sie es und fahren Sie fort.'],
    unknown_item: [
      'Das ist nicht mehr da',
      'Mit dieser ID gibt es nichts ({what}): {id}.',
      'Vielleicht wurde es in einem anderen Fenster gelöscht. Gehen Sie zurück zur Liste.',
    ],
    not_now: ['Das geht jetzt nicht', '{reason}.', '{fix}'],
    connection_busy: [
      'Ein anderes Headwater erneuert diese Verbindung',
      'Ein zweites Fenster oder die Befehlszeile hält ihre Sperre.',
      'Warten Sie einen Moment und versuchen Sie es dann noch einmal.',
    ],
    cancelled: [
      'Abgebrochen',
      'Sie haben es angehalten. Was vorher gelesen wurde, bleibt erhalten.',
      'Beginnen Sie wieder, wann Sie möchten.',
    ],
    sandbox_failed: ['Die Beispieldaten ließen sich nicht starten', '{reason}.', 'Versuchen Sie es noch einmal.'],
    bad_call: [
      'Headwater hat sich selbst missverstanden',
      '{reason}.',
      'Kopieren Sie die Details und melden Sie sie.',
    ],
  },
  buttons: {
    'Copy link': 'Link kopieren',
    'Copy message': 'Nachricht kopieren',
    'Start again': 'Noch einmal beginnen',
    'Try again': 'Noch einmal versuchen',
    Reconnect: 'Neu verbinden',
    Grant: 'Berechtigung geben',
    'Edit credentials': 'Zugangsdaten ändern',
    'Edit details': 'Angaben ändern',
    'Choose streams': 'Streams wählen',
    'Edit destination': 'Ziel ändern',
    'Back to connections': 'Zurück zu den Verbindungen',
    'Reset settings': 'Einstellungen zurücksetzen',
  },
  unsaid: {
    provider: 'der Anbieter',
    host: 'der Anbieter',
    stream: 'den Stream',
    keychain: 'der Schlüsselbund',
    connections: 'diese',
    scopes: 'kein Name wurde genannt',
    reason: 'kein Grund wurde genannt',
    fix: 'Sehen Sie in der Liste der Verbindungen nach.',
    file: 'eine Datei',
    program: 'ein Programm',
  },
}
