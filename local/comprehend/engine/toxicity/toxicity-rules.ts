// Threats, insults, harassment, hate, gore and sexual talk that no list of words tells: who does what to whom.
import type { ToxicName } from './toxic-names.ts'

export interface ToxicityRule {
  kinds: Partial<Record<ToxicName, number>>
  pattern: RegExp
}

const YOU =
  '(?:you|u|your (?:whole |entire )?(?:family|kids?|children|mother|wife|husband|dog|house)|him|her|them|(?:that|those|these|the) (?:guy|man|woman|bastard|people|pigs?)|every (?:last )?one of (?:you|them))'
const HARM =
  '(?:kill|murder|shoot|stab|strangle|choke|beat(?: up)?|hurt|destroy|smash|burn|cut|slit|break|punch|gut|hang|bury|bomb|blow up|end|slap|cripple|snap|rip|tear|crush|butcher)'
const WILL =
  "(?:i'll|i will|i'm (?:gonna|going to)|im gonna|i am going to|i swear i'?ll|we'll|we will|we're (?:gonna|going to)|we are going to|i'd love to|i want to|i should|someone should|somebody should|i could|they should|let's)"
const GROUP =
  '(?:immigrants?|foreigners?|jews?|muslims?|christians?|blacks?|whites?|asians?|mexicans?|africans?|arabs?|gays?|lesbians?|women|refugees?|gypsies|chinese|koreans?|japanese|indians?|homosexuals?|transgenders?|disabled people|those people|their kind|your kind)'
const FOOL =
  '(?:idiots?|morons?|imbeciles?|losers?|fools?|clowns?|cowards?|pigs?|scum|trash|garbage|vermin|worthless|pathetic|stupid|dumb|ugly|fat|useless|disgusting|brainless|clueless|freaks?|creeps?|rats?|weasels?|liars?|cheats?|monsters?|psychos?|weirdos?|perverts?|parasites?|snakes?|lowlifes?|nitwits?|dunces?|dumbass(?:es)?|jerks?|brat|simpleton|dimwit|half-?wit|failure|disgrace|waste of (?:space|oxygen|skin)|piece of (?:garbage|trash|work|filth))'
const VERY =
  '(?:such |just |nothing but |so |really |too |a |an |the |one |complete |total |absolute |utter |fucking |little |most |bunch of |pack of |big |fat |stupid |ugly |dumb |filthy,? |dirty,? |lazy,? |old |worthless,? |useless,? |pathetic,? |miserable |ignorant |lying )*'

const rule = (kinds: ToxicityRule['kinds'], source: string): ToxicityRule => ({
  kinds,
  pattern: new RegExp(source.replaceAll("'", "['’]"), 'i'),
})

/** Idioms that threaten nobody: a joke kills, one beats a score, shoots a film. */
const HARMLESS =
  '(?!\\s+(?:some time|time|at (?:chess|tennis|this game|cards)|to it|a (?:message|text|mail)|in (?:chess|court|this game|the final)|down|with (?:kindness|love)|off at|some slack|a deal|a check|laughing))'

export const TOXICITY_RULES: ToxicityRule[] = [
  rule(
    { VIOLENCE_OR_THREAT: 0.95, HARASSMENT_OR_ABUSE: 0.6 },
    `\\b${WILL} (?:\\w+ ){0,2}${HARM} (?:\\w+ )?${YOU}\\b${HARMLESS}`,
  ),
  rule(
    { VIOLENCE_OR_THREAT: 0.92 },
    `\\b${WILL} (?:\\w+ ){0,2}(?:break|cut|slit|snap|rip|smash|tear|blow|bash) (?:off )?(?:your|his|her|their) (?:\\w+ )?(?:neck|legs?|throats?|arms?|face|head|heads|brains?|skull|teeth|fingers?|hearts?|bones?|guts?|tongue|eyes?)\\b`,
  ),
  rule(
    { VIOLENCE_OR_THREAT: 0.9 },
    `\\b(?:you(?:'re| are)|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)) (?:all )?(?:dead meat|a dead (?:man|woman)|gonna die|going to die|gonna pay for this with (?:your|his|her) life)\\b`,
  ),
  rule(
    { VIOLENCE_OR_THREAT: 0.88 },
    "\\b(?:or|and) (?:i'll|i will|we'll|we will) (?:make you (?:pay|suffer|regret|bleed)|hunt you down|find you and|come for your family|put a bullet)|\\byou(?:'ll| will) (?:regret the day|wish you (?:had never|were never|were dead)|pay for this|be sorry you)|\\bor (?:you|he|she) (?:die|dies)\\b",
  ),
  rule(
    { VIOLENCE_OR_THREAT: 0.88, HARASSMENT_OR_ABUSE: 0.6 },
    '\\b(?:i|we) know where (?:you|your (?:kids|family|children|mother)) (?:live|sleep|works?|go(?:es)? to school)\\b|\\bwatch your back\\b|\\bput a bullet (?:in|through)\\b|\\bsleep with the fishes\\b|\\bhunt you down\\b',
  ),
  rule(
    { VIOLENCE_OR_THREAT: 0.9, HARASSMENT_OR_ABUSE: 0.9 },
    '\\b(?:go )?(?:kill|hang|drown) yourself\\b|\\bkys\\b|\\b(?:go|just|please) die\\b(?! (?:for|of laughing|laughing|hard))|\\b(?:hope|wish) (?:you|he|she|they|(?:you|they) all) (?:die|get (?:hit|shot|cancer|raped)|burn|rot|choke|drop dead|were dead)\\b|\\bdrop dead\\b(?! gorgeous)|\\byou (?:should|deserve to) (?:die|be dead|suffer)\\b',
  ),
  rule(
    { VIOLENCE_OR_THREAT: 0.85 },
    '\\b(?:bomb|shoot up|blow up|burn down|torch) (?:the|this|that|your) (?:school|office|church|mosque|synagogue|building|place|house|mall|airport|whole)\\b',
  ),
  rule(
    { INSULT: 0.9, HARASSMENT_OR_ABUSE: 0.5 },
    `\\b(?:you(?:'re| are|r)|ur|you|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)) ${VERY}${FOOL}\\b(?! (?:for|to) (?:trusting|love|laugh))`,
  ),
  rule(
    { INSULT: 0.88 },
    `(?:^|[.!?,;"“]\\s*)(?:shut up|get lost|get out|listen|hey|look),? (?:\\w+ )?(?:${VERY})${FOOL}\\b|(?:^|[.!?]\\s*)(?:what|such) an? ${VERY}${FOOL}(?=[.!?,]|$)|\\bare you (?:just |really |both |all )?(?:\\w+ or )?(?:just |so )?${VERY}${FOOL}(?=[.!?,]|$)|\\b(?:you|these|those) (?:two |three |lot of )?${VERY}${FOOL} (?:couldn't|can't|wouldn't|don't even|will never)\\b|\\b${FOOL}[.!?]*$(?<=(?:[.!?,]\\s*|^)(?:stupid|you) \\w+[.!?]*)`,
  ),
  rule(
    { INSULT: 0.82 },
    `\\byou (?:\\w+ )?(?:stupid|ugly|pathetic|filthy|worthless|disgusting|dumb|lazy|useless|miserable|spineless|ignorant|fat) (?:\\w+ )?\\w+\\b|\\b(?:stupid|ugly|worthless|filthy) (?:old )?(?:man|woman|girl|boy|cow|hag|pig|dog|brat)\\b`,
  ),
  rule(
    { INSULT: 0.78 },
    "\\bnobody (?:likes|loves|wants) you\\b|\\byou(?:'re| are) (?:not|hardly) worth\\b|\\byou make me sick\\b|\\bi (?:hate|despise|loathe) you\\b|\\bgo to hell\\b|\\brot in hell\\b|\\bshut your (?:mouth|face|trap)\\b|\\byou disgust me\\b|\\bworld (?:would be|is) better (?:off )?without you\\b",
  ),
  rule(
    { HARASSMENT_OR_ABUSE: 0.8 },
    "\\b(?:world (?:would be|is) better (?:off )?without you|nobody (?:would|will) (?:miss|believe) you|i(?:'ll| will) (?:never leave you alone|keep (?:calling|following|coming)|ruin your life|make your life (?:a )?(?:living )?hell)|send (?:me )?(?:nudes|naked)|you(?:'ll| will) never (?:get away from|escape) me|we(?:'re| are) all laughing at you|post your (?:address|nudes|photos))\\b",
  ),
  rule(
    { HATE_SPEECH: 0.93, HARASSMENT_OR_ABUSE: 0.5 },
    `\\b(?:all|those|these|every|filthy|dirty|damn|fucking|stupid|bloody)(?: of)?(?: these| those| the)? ${GROUP} (?:\\w+ ){0,3}(?:are|should|must|need to|deserve|have to|ought to|belong)\\b(?! (?:welcome|equal|free|proud|people|human|given|paid|treated|able|allowed|protected|have|be (?:free|heard|paid|given|able|treated|allowed|protected|proud)|vote|learn|equal|rights))`,
  ),
  rule(
    { HATE_SPEECH: 0.93 },
    `\\b(?:i (?:hate|can't stand|despise) (?:all )?(?:the |those |these )?${GROUP}|${GROUP} (?:are|is) (?:all |nothing but |just )*(?:animals?|vermin|rats?|criminals?|thieves|rapists?|dirty|filthy|subhuman|inferior|parasites?|scum|stupid|terrorists?|a (?:disease|plague|cancer)|monkeys|apes|not (?:even )?human|less than human|too (?:stupid|dumb|lazy|weak|dirty) to)|${GROUP} (?:should|must|do) not (?:be allowed to )?(?:live|exist|breathe|vote|drive|breed)|(?:deport|exterminate|gas|wipe out|get rid of|kill) (?:all )?(?:the |those |these )?${GROUP})\\b`,
  ),
  rule(
    { HATE_SPEECH: 0.88 },
    `\\b(?:go back (?:to|where) (?:your (?:own )?(?:country|kind)|you came from|africa|mexico|china)|(?:we|i) don't want (?:your kind|${GROUP}|people like you) (?:here|around|in)|white power|master race|race traitors?|(?:women|girls) belong in the kitchen|your kind (?:is|are|isn't|aren't|should|does|don't))\\b`,
  ),
  rule(
    { GRAPHIC: 0.88, VIOLENCE_OR_THREAT: 0.5 },
    '\\b(?:blood (?:was |is )?(?:everywhere|all over|spurt\\w*|gush\\w*|pour\\w*|pooling|splatter\\w*|soaked)|(?:intestines|guts|entrails|brains|organs) (?:\\w+ ){0,3}(?:spill\\w*|hang\\w*|out|everywhere|splatter\\w*|on the|across)|severed (?:head|hand|arm|leg|limb|finger)s?|decapitat\\w+|disembowel\\w*|dismember\\w*|mutilat\\w+|rotting (?:corpse|flesh|body|bodies)|mangled (?:body|corpse|bodies)|skull (?:\\w+ ){0,2}(?:cracked|caved|crushed|split|open)|torn (?:limb from limb|apart by)|(?:flesh|skin) (?:\\w+ ){0,2}(?:peel\\w*|melt\\w*|hang\\w*|torn|ripped)|throat (?:was |had been )?(?:cut|slit)|(?:cut|chop\\w*|hack\\w*|sliced?|tore|ripped|blew) (?:his|her|their|its|my|your) (?:head|hand|arm|leg|fingers?|ear|tongue|face) (?:clean )?off|blood (?:spray|drip)\\w* (?:all |down |from |over |the )|burned? alive|eyeballs?)\\b',
  ),
  rule(
    { SEXUAL: 0.85 },
    '\\b(?:(?:have|having|had) sex|sleep with me|naked (?:body|bodies|girls?|women|photos?|pictures?)|strip(?:ped|ping)? (?:for me|naked)|(?:take off|rip off) (?:your|her|his) clothes|make love to|horny|turn(?:s|ed)? me on\\b(?! to)|nudes|sexting|erotic|threesome|one-night stand|show me your (?:body|breasts|tits)|touch(?:ing|ed)? (?:my|her|your|his) (?:breasts?|thighs?|body)|spank|seduc\\w+|in bed with (?:me|you|her|him)|hook up tonight|(?:see|want|get|picture|imagine) (?:you|him|her|them) naked|hands? (?:up|down|under|inside) (?:her|his|your|my) (?:skirt|pants|shirt|dress|panties|blouse))\\b',
  ),
  rule(
    { PROFANITY: 0.8 },
    '\\b(?:damn (?:it|you|right)|god ?damn(?:ed|it)?|bloody hell|what the (?:hell|heck|f\\*+k|f)|son of a (?:bitch|gun)|crap|wtf|(?:give|gives|gave|worth) a (?:damn|crap|toss)|goddamn|stfu|bullsh\\*t|f\\*+k|sh\\*t|motherf\\w+|pissed off|screw you|a-?hole|jackass|bullcrap|hell no)\\b',
  ),
]
