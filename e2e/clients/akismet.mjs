import { promisify } from "node:util";
import akismet from "akismet";
import { bad, blog, good, host, key, say } from "./story.mjs";

const [name, port] = host.split(":");
const open = apiKey => akismet.client({ blog, apiKey, host: name, port });
const comment = c => ({
	user_ip: c.ip, user_agent: c.agent, comment_content: c.text, comment_author: c.author,
	comment_author_email: c.email, comment_author_url: c.url, permalink: c.permalink, comment_type: "comment",
});
const call = (client, method, ...args) => promisify(client[method].bind(client))(...args);
const client = open(key), wrong = open("wrongwrong12");

say("verify", await call(client, "verifyKey"));
say("wrong", await call(wrong, "verifyKey"));
say("good", await call(client, "checkComment", comment(good)));
say("bad", await call(client, "checkComment", comment(bad)));
say("wrong check", await call(wrong, "checkComment", comment(good))); // whatever is not "true" is no spam to it
await call(client, "submitSpam", comment(good));
await call(client, "submitHam", comment(bad));
say("reported", true);
