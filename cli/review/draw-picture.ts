// Pictures inside a terminal, by the protocols of kitty and of iTerm2.
// https://sw.kovidgoyal.net/kitty/graphics-protocol/ · https://iterm2.com/documentation-images.html
import { decode } from 'jpeg-js'
import { deflateSync } from 'node:zlib'

type Protocol = 'kitty' | 'iterm2'

const WIDTH_CELLS = 48
const KITTY_CHUNK = 4096
const MOST_MEGAPIXELS = 16
const MOST_MEMORY_MB = 256

/** Undefined where a terminal shows none, or where tmux or screen stand between. */
export function choosePictureProtocol(environment: NodeJS.ProcessEnv): Protocol | undefined {
  const { TERM = '', TERM_PROGRAM = '', LC_TERMINAL = '', TMUX, STY, KITTY_WINDOW_ID } = environment
  if (TMUX || STY || /^(screen|tmux)/.test(TERM)) return undefined
  if (TERM === 'xterm-kitty' || TERM === 'xterm-ghostty' || KITTY_WINDOW_ID || TERM_PROGRAM === 'ghostty')
    return 'kitty'
  const speaksIterm = TERM_PROGRAM === 'iTerm.app' || TERM_PROGRAM === 'WezTerm' || LC_TERMINAL === 'iTerm2'
  return speaksIterm ? 'iterm2' : undefined
}

/** kitty takes no JPEG: the pixels, packed. `q=2` keeps its answers out of our input. */
function forKitty(jpeg: Buffer): string {
  const limits = { maxResolutionInMP: MOST_MEGAPIXELS, maxMemoryUsageInMB: MOST_MEMORY_MB }
  const { width, height, data } = decode(jpeg, { useTArray: true, formatAsRGBA: false, ...limits })
  const text = deflateSync(data).toString('base64')
  const chunks = text.match(new RegExp(`.{1,${KITTY_CHUNK}}`, 'g')) ?? []
  return chunks
    .map((chunk, index) => {
      const isLast = index === chunks.length - 1
      const head = index === 0 ? `a=T,f=24,o=z,q=2,s=${width},v=${height},c=${WIDTH_CELLS},` : ''
      return `\u001b_G${head}m=${isLast ? 0 : 1};${chunk}\u001b\\`
    })
    .join('')
}

const forIterm = (jpeg: Buffer) =>
  `\u001b]1337;File=inline=1;size=${jpeg.length};width=${WIDTH_CELLS};preserveAspectRatio=1:${jpeg.toString('base64')}\u0007`

/** What to write to the terminal. Undefined for a picture that cannot be decoded. */
export function drawPicture(jpeg: Buffer, protocol: Protocol): string | undefined {
  try {
    return protocol === 'kitty' ? forKitty(jpeg) : forIterm(jpeg)
  } catch {
    return undefined
  }
}
