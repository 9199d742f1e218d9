// The two pages a person sees at the provider: who are you, and may this application.
// Plain HTML without scripts; `sign-in`, `allow` and `deny` are the ids that a driver clicks.

const escape = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const page = (title, body) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escape(title)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 12vh auto; max-width: 26rem; padding: 0 1rem }
  button { font: inherit; padding: .4rem 1rem; margin-right: .5rem }
  input { font: inherit; padding: .4rem; width: 100%; box-sizing: border-box; margin-bottom: 1rem }
</style>
<h1>${escape(title)}</h1>
${body}
</html>`

/** Asks who is there. `uid` names the running interaction. */
export const signInPage = (uid) =>
  page(
    'Sign in',
    `<form method="post" action="/interaction/${escape(uid)}/sign-in">
      <label>Name <input id="name" name="name" value="ada" autocomplete="off"></label>
      <button id="sign-in">Sign in</button>
    </form>`,
  )

/** Asks whether `client` may have `scopes`. */
export const consentPage = (uid, client, scopes) =>
  page(
    `Allow ${client}?`,
    `<p>It asks for:</p>
    <ul>${scopes.map((scope) => `<li>${escape(scope)}</li>`).join('')}</ul>
    <form method="post" action="/interaction/${escape(uid)}/consent">
      <button id="allow" name="answer" value="allow">Allow</button>
      <button id="deny" name="answer" value="deny">Deny</button>
    </form>`,
  )
