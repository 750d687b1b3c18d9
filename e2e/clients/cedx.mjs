import { Author, Blog, CheckResult, Client, Comment } from "@cedx/akismet";
import { bad, base, blog, good, key, say } from "./story.mjs";

const comment = c => new Comment({
	author: new Author({ ipAddress: c.ip, email: c.email, name: c.author, url: c.url, userAgent: c.agent }),
	content: c.text, permalink: c.permalink, type: "comment", context: ["tides"], referrer: c.permalink,
});
const client = new Client(key, new Blog({ url: blog, charset: "UTF-8", languages: ["en"] }), { baseUrl: base });
const wrong = new Client("wrongwrong12", new Blog({ url: blog }), { baseUrl: base });

say("verify", await client.verifyKey());
say("wrong", await wrong.verifyKey());
say("good", await client.checkComment(comment(good)) !== CheckResult.ham);
say("bad", await client.checkComment(comment(bad)) !== CheckResult.ham);
try {
	say("wrong check", await wrong.checkComment(comment(good)));
} catch {
	say("wrong check", "refused");
}
await client.submitSpam(comment(good));
await client.submitHam(comment(bad));
say("reported", true);
