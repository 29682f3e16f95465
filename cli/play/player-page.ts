// The page that plays: plain, and all of it from this machine.

const escapeText = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)

export interface Page {
  title: string
  isPreview: boolean
  /** Relative addresses. */
  playlist: string
  script: string
}

/** `nonce` is the page's own: no other script runs in it. */
export function playerPage({ title, isPreview, playlist, script }: Page, nonce: string): string {
  const note = isPreview ? '<p>Not published: a preview for those who decide.</p>' : ''
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeText(title)}</title>
<style nonce="${nonce}">
  body { margin: 0; background: #111; color: #eee; font: 16px system-ui, sans-serif; display: grid; place-items: center; min-height: 100vh }
  video { max-width: 100vw; max-height: 85vh; background: #000 }
</style>
<main><h1>${escapeText(title)}</h1>${note}<video id="film" controls playsinline></video><p id="fault" role="alert"></p></main>
<script nonce="${nonce}" src="${escapeText(script)}"></script>
<script nonce="${nonce}">
  const film = document.getElementById('film')
  const address = ${JSON.stringify(playlist).replaceAll('<', '\\u003c')}
  const say = (text) => (document.getElementById('fault').textContent = text)
  if (Hls.isSupported()) {
    const player = new Hls()
    player.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && say('The film cannot be played: ' + details))
    player.loadSource(address)
    player.attachMedia(film)
  } else film.src = address
</script>
</html>
`
}
