/** Width of a glyph in dots; one dot more lies between two of them. */
export const GLYPH_WIDTH = 5;

/** Height of a glyph in dots; the lowest is for what reaches below the line. */
export const GLYPH_HEIGHT = 8;

const FIRST_CODE = 0x20;

/** A box, for every character that has no glyph. */
const BOX = 'vhhhhhv0';

/**
 * The printable characters of ASCII, in their order: a digit of base 32 for each row of dots, from the top, whose highest
 * bit is the leftmost dot. Our own, so that a sheet needs no fonts, which a server may not have.
 */
const GLYPHS = `
00000000 44444040 aa000000 aavavaa0 4fke5u40 op248j30 cik8lid0 44800000
24888420 84222480 04lel400 044v4400 00000448 000v0000 00000cc0 01248g00
ehjlphe0 4c4444e0 eh1248v0 v2421he0 26aiv220 vgu11he0 68guhhe0 v1248880
ehhehhe0 ehhf12c0 0cc0cc00 0cc0c480 248g8420 00v0v000 84212480 eh124040
eh1dlle0 ehhvhhh0 uhhuhhu0 ehggghe0 sihhhis0 vgguggv0 vgguggg0 ehgnhhf0
hhhvhhh0 e44444e0 72222ic0 hikokih0 ggggggv0 hrllhhh0 hhpljhh0 ehhhhhe0
uhhuggg0 ehhhlid0 uhhukih0 fgge11u0 v4444440 hhhhhhe0 hhhhha40 hhhllla0
hha4ahh0 hhha4440 v1248gv0 e88888e0 0g842100 e22222e0 4ah00000 0000000v
84200000 00e1fhf0 ggmphhu0 00egghe0 11djhhf0 00ehvge0 698s8880 00fhhf1e
ggmphhh0 40c444e0 206222ic ggikoki0 c44444e0 00qlllh0 00mphhh0 00ehhhe0
00uhhugg 00fhhf11 00mpggg0 00fge1u0 88s88960 00hhhjd0 00hhha40 00hhlla0
00ha4ah0 00hhhf1e 00v248v0 24484420 44444444 84424480 008l2000
`
  .trim()
  .split(/\s+/);

/** The characters of a text as a reader counts them. */
export const charactersOf = (text: string): readonly string[] =>
  Array.from(new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);

/** The rows of dots of a character, from the top: bit 4 is the leftmost dot. */
export const glyphRows = (character: string): readonly number[] => {
  const glyph = character.length === 1 ? GLYPHS[character.charCodeAt(0) - FIRST_CODE] : undefined;
  return Array.from(glyph ?? BOX, (digit) => Number.parseInt(digit, 32));
};
