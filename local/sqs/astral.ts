// The library refuses characters beyond U+FFFF (emoji) in a message body, which SQS takes. They pass through it as
// U+E0FF and six hex digits; a U+E0FF that was there before is written the same way.
const ESCAPE = '\ue0ff'

export const hideAstral = (text: string) =>
  text.replace(/[\u{10000}-\u{10ffff}\ue0ff]/gu, (character) => {
    const codePoint = character.codePointAt(0) ?? 0
    return ESCAPE + codePoint.toString(16).padStart(6, '0')
  })

export const showAstral = (text: string) =>
  text.replace(/\ue0ff([0-9a-f]{6})/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
