# ruby-akismet: the host is fixed, so the machine's hosts file leads it to Stet.
require "json"
require "akismet"

comments = JSON.parse(ENV["STET_COMMENTS"])
options = lambda do |c|
  { text: c["text"], author: c["author"], author_email: c["email"], author_url: c["url"], post_url: c["permalink"],
    type: "comment", referrer: c["permalink"], created_at: DateTime.now }
end
ask = ->(client, method, c) { client.public_send(method, c["ip"], c["agent"], options.call(c)) }
client = Akismet::Client.new(ENV["STET_KEY"], ENV["STET_BLOG"], app_name: "story", app_version: "1.0")
wrong = Akismet::Client.new("wrongwrong12", ENV["STET_BLOG"])
say = ->(what, answer) { puts "#{what}: #{answer}" }

say.call("verify", client.verify_key)
say.call("wrong", wrong.verify_key)
say.call("good", ask.call(client, :spam?, comments["good"]))
say.call("bad", ask.call(client, :spam?, comments["bad"]))
begin
  say.call("wrong check", ask.call(wrong, :spam?, comments["good"]))
rescue Akismet::Error
  say.call("wrong check", "refused")
end
ask.call(client, :spam, comments["good"])
ask.call(client, :ham, comments["bad"])
say.call("reported", true)
