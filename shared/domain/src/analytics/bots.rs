//! Programs that visit pages without a person behind them.

/// Words of the user agents of programs, in lower case. The generic ones cover most of the list
/// <https://github.com/monperrus/crawler-user-agents> (MIT), which names them one by one; the others
/// are of programs in it that have none of the generic words.
const WORDS: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "scrap",
    "slurp",
    "archiver",
    "headless",
    "phantomjs",
    "puppeteer",
    "playwright",
    "selenium",
    "webdriver",
    "lighthouse",
    "pagespeed",
    "pingdom",
    "uptime",
    "monitor",
    "curl/",
    "wget/",
    "python-",
    "python/",
    "aiohttp",
    "httpx",
    "go-http-client",
    "java/",
    "libwww",
    "apache-httpclient",
    "node-fetch",
    "axios/",
    "guzzle",
    "facebookexternalhit",
    "mediapartners",
    "google-inspectiontool",
    "bingpreview",
    "ia_archiver",
    "heritrix",
    "httrack",
    "nutch",
    "chatgpt-user",
    "perplexity",
    "anthropic",
    "embedly",
    "whatsapp/",
    "feedfetcher",
];

/// Words that hold one of those and belong to people: a telephone's maker.
const PEOPLE: &[&str] = &["cubot"];

/// Whether a user agent is a program's. One that is absent says nothing either way.
pub fn is_bot(user_agent: &str) -> bool {
    let mut agent = user_agent.to_ascii_lowercase();
    for word in PEOPLE {
        agent = agent.replace(word, "");
    }
    WORDS.iter().any(|word| agent.contains(word))
}
