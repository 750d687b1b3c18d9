import { AkismetClient } from "akismet-api";
import { bad, blog, good, host, key, say } from "./story.mjs";

const comment = c => ({
	ip: c.ip, useragent: c.agent, content: c.text, email: c.email, name: c.author, url: c.url,
	permalink: c.permalink, type: "comment", referrer: c.permalink, isTest: false,
});
const client = new AkismetClient({ key, blog, host, protocol: "http" });
const wrong = new AkismetClient({ key: "wrongwrong12", blog, host, protocol: "http" });

say("verify", await client.verifyKey());
say("wrong", await wrong.verifyKey());
say("good", await client.checkSpam(comment(good)));
say("bad", await client.checkSpam(comment(bad)));
try {
	say("wrong check", await wrong.checkSpam(comment(good)));
} catch {
	say("wrong check", "refused");
}
await client.submitSpam(comment(good));
await client.submitHam(comment(bad));
say("reported", true);
