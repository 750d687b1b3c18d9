# libnet-akismet-perl: the host is a setting.
use strict;
use warnings;
use JSON::PP;
use Net::Akismet;

my $comments = decode_json($ENV{STET_COMMENTS});
sub comment {
	my ($c) = @_;
	return (USER_IP => $c->{ip}, COMMENT_USER_AGENT => $c->{agent}, COMMENT_CONTENT => $c->{text}, COMMENT_AUTHOR => $c->{author},
		COMMENT_AUTHOR_EMAIL => $c->{email}, COMMENT_AUTHOR_URL => $c->{url}, PERMALINK => $c->{permalink}, REFERRER => $c->{permalink},
		COMMENT_TYPE => 'comment');
}
sub client { return Net::Akismet->new(KEY => shift, URL => $ENV{STET_BLOG}, SERVICE_HOST => $ENV{STET_HOST}) }
sub say_it { print "$_[0]: $_[1]\n" }

my $client = client($ENV{STET_KEY});
say_it('verify', $client ? 'true' : 'false');
say_it('wrong', client('wrongwrong12') ? 'true' : 'false');
say_it('good', $client->check(comment($comments->{good})));
say_it('bad', $client->check(comment($comments->{bad})));
my $wrong = bless { %$client, KEY => 'wrongwrong12' }, 'Net::Akismet';
say_it('wrong check', $wrong->check(comment($comments->{good})) // 'refused');
$client->spam(comment($comments->{good})) or die 'spam was not taken';
$client->ham(comment($comments->{bad})) or die 'ham was not taken';
say_it('reported', 'true');
