// Simplified or traditional Chinese, told by characters that only one of the two writes.
const TRADITIONAL = new Set(
  '們個這來說時會國對為過後動點學長問題開關見東車馬鳥魚風飛書畫話語讀寫買賣錢銀門間聽覺愛讓當場樣機電腦網體歡觀發現實應該經結給總將無樂氣處從還進遠運邊陽隊',
)
const SIMPLIFIED = new Set(
  '们个这来说时会国对为过后动点学长问题开关见东车马鸟鱼风飞书画话语读写买卖钱银门间听觉爱让当场样机电脑网体欢观发现实应该经结给总将无乐气处从还进远运边阳队',
)

export function writesTraditionally(text: string): boolean {
  let balance = 0
  for (const character of text) {
    // A few characters belong to both lists: they are simple forms that traditional Chinese writes too.
    if (TRADITIONAL.has(character)) balance++
    if (SIMPLIFIED.has(character)) balance--
  }
  return balance > 0
}
