// The functions that proxy auto-configuration scripts may call, beside dnsResolve and myIpAddress.
function isPlainHostName(host) { return host.indexOf(".") < 0; }
function dnsDomainIs(host, domain) { return host.toLowerCase().endsWith(domain.toLowerCase()); }
function localHostOrDomainIs(host, full) { return host === full || (isPlainHostName(host) && full.startsWith(host + ".")); }
function isResolvable(host) { return dnsResolve(host) != null; }
function dnsDomainLevels(host) { return host.split(".").length - 1; }
function alert() {}

function convert_addr(address) {
  return String(address).split(".").reduce((sum, part) => ((sum << 8) | (part & 255)) >>> 0, 0);
}

function isInNet(host, pattern, mask) {
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : dnsResolve(host);
  if (address == null) return false;
  return ((convert_addr(address) ^ convert_addr(pattern)) & convert_addr(mask)) === 0;
}

function shExpMatch(text, glob) {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".");
  return new RegExp("^" + escaped + "$", "s").test(text);
}

// The three ranges look at now, by the machine's clock or, where the last argument is "GMT", by the world's.
const __days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const __months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function __range(words, now) {
  const rest = Array.from(words);
  const gmt = rest[rest.length - 1] === "GMT";
  if (gmt) rest.pop();
  const get = (what) => now[(gmt ? "getUTC" : "get") + what]();
  return { rest, get };
}

function __between(from, value, to) {
  return from <= to ? from <= value && value <= to : value >= from || value <= to;
}

function weekdayRange() {
  const { rest, get } = __range(arguments, new Date());
  const from = __days.indexOf(rest[0]);
  const to = rest.length > 1 ? __days.indexOf(rest[1]) : from;
  return __between(from, get("Day"), to);
}

function dateRange() {
  const { rest, get } = __range(arguments, new Date());
  // Each word says itself what it is: a month's name, a day up to 31, a year beyond.
  const read = (words) => {
    const date = {};
    for (const word of words) {
      if (__months.includes(word)) date.month = __months.indexOf(word);
      else if (word > 31) date.year = word;
      else date.day = word;
    }
    return date;
  };
  const now = { year: get("FullYear"), month: get("Month"), day: get("Date") };
  const half = rest.length === 1 ? rest.length : rest.length / 2;
  const from = read(rest.slice(0, half));
  const to = rest.length === 1 ? from : read(rest.slice(half));
  const number = (date) => ["year", "month", "day"].reduce((sum, key) => sum * 10000 + (key in from ? date[key] : 0), 0);
  return __between(number(from), number(now), number(to));
}

function timeRange() {
  const { rest, get } = __range(arguments, new Date());
  const seconds = (parts) => (parts[0] || 0) * 3600 + (parts[1] || 0) * 60 + (parts[2] || 0);
  const now = seconds([get("Hours"), get("Minutes"), get("Seconds")]);
  if (rest.length === 1) return get("Hours") === rest[0];
  const half = rest.length / 2;
  const until = seconds(rest.slice(half)) + (half === 1 ? 3599 : half === 2 ? 59 : 0);
  return __between(seconds(rest.slice(0, half)), now, until);
}
