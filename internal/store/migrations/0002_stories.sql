-- Stories, where they stand, who wrote them, what they are about, and the
-- threads under them.

-- +goose Up
CREATE TABLE sections (
    slug     TEXT   NOT NULL PRIMARY KEY,
    name     TEXT   NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE bylines (
    slug TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE topics (
    slug TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE stories (
    id              TEXT   NOT NULL PRIMARY KEY,
    slug            TEXT   NOT NULL UNIQUE,
    state           TEXT   NOT NULL,
    section         TEXT   REFERENCES sections (slug),
    headline        TEXT   NOT NULL,
    standfirst      TEXT   NOT NULL,
    lang            TEXT   NOT NULL,
    picture_key     TEXT   NOT NULL, -- empty: no picture
    picture_width   BIGINT NOT NULL,
    picture_height  BIGINT NOT NULL,
    picture_widths  TEXT   NOT NULL, -- of all renditions, ascending, parted by spaces
    picture_alt     TEXT   NOT NULL,
    picture_caption TEXT   NOT NULL,
    picture_credit  TEXT   NOT NULL,
    revision        BIGINT NOT NULL,
    created         BIGINT NOT NULL,
    published       BIGINT NOT NULL,
    updated         BIGINT NOT NULL,
    saved           BIGINT NOT NULL, -- when it was last saved, no two alike
    body            TEXT   NOT NULL
);
CREATE INDEX stories_latest ON stories (published, id) WHERE state = 'published';
CREATE INDEX stories_section ON stories (section, published, id) WHERE state = 'published';
CREATE INDEX stories_saved ON stories (saved);

-- listed repeats when the story was published, while it is; else it is 0. So a
-- byline's or topic's page reads no row that it does not show.
CREATE TABLE story_bylines (
    story_id TEXT   NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    byline   TEXT   NOT NULL REFERENCES bylines (slug),
    place    BIGINT NOT NULL,
    listed   BIGINT NOT NULL,
    PRIMARY KEY (story_id, byline)
);
CREATE INDEX story_bylines_listed ON story_bylines (byline, listed, story_id);

CREATE TABLE story_topics (
    story_id TEXT   NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    topic    TEXT   NOT NULL REFERENCES topics (slug),
    place    BIGINT NOT NULL,
    listed   BIGINT NOT NULL,
    PRIMARY KEY (story_id, topic)
);
CREATE INDEX story_topics_listed ON story_topics (topic, listed, story_id);

CREATE TABLE corrections (
    id       TEXT   NOT NULL PRIMARY KEY,
    story_id TEXT   NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    at       BIGINT NOT NULL,
    text     TEXT   NOT NULL
);
CREATE INDEX corrections_story ON corrections (story_id, at);

CREATE TABLE threads (
    id         TEXT    NOT NULL PRIMARY KEY,
    site_id    TEXT    NOT NULL REFERENCES sites (id),
    url        TEXT    NOT NULL,
    story_id   TEXT    UNIQUE REFERENCES stories (id), -- null: a page of a foreign site
    title      TEXT    NOT NULL,
    lang       TEXT    NOT NULL,
    open       BOOLEAN NOT NULL,
    published  BIGINT  NOT NULL, -- how many published replies
    next_reply BIGINT  NOT NULL, -- number of the reply to come, from 1
    changed    BIGINT  NOT NULL, -- when what readers see of it last changed
    created    BIGINT  NOT NULL,
    UNIQUE (site_id, url)
);
CREATE INDEX threads_changed ON threads (changed);
