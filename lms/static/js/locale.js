// Numbers and times as the server writes them (lms/common/numbers.py): the page's language, its digits.

const language = document.documentElement.lang;

/** The page's language as `Intl` takes it, with the digits named: browsers differ about those of Arabic. */
export const locale = { ar: "ar-u-nu-arab", en: "en-GB", "zh-hans": "zh-Hans" }[language] ?? language;

/** `Intl.NumberFormat` of the page. */
export const numbers = new Intl.NumberFormat(locale);
