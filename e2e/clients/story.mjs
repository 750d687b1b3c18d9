// What every client is told: a key, the site, where Stet is, and two comments.
import dns from "node:dns";

export const { STET_KEY: key, STET_BLOG: blog, STET_BASE: base, STET_HOST: host } = process.env;
export const { good, bad } = JSON.parse(process.env.STET_COMMENTS);
export const say = (what, answer) => console.log(`${what}: ${answer}`);

// A site that lets clients put the key before its name has a wildcard in its name
// service; *.stet.test is ours.
const lookup = dns.lookup;
dns.lookup = (name, options, done) => lookup(name.endsWith("stet.test") ? "127.0.0.1" : name, options, done);
