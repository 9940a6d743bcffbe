-- How far people have read, and how much they want to be told: theirs alone, and in no event.
-- Every column with personal data is declared in inventory.rs; a test compares the two.

-- Everything in the discussion up to the position in the log is read.
CREATE TABLE kept.read_markers (
    person uuid NOT NULL,
    discussion uuid NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (person, discussion)
);

-- Everything in the inbox up to the position in the log is seen.
CREATE TABLE kept.inbox_markers (
    person uuid PRIMARY KEY,
    position bigint NOT NULL
);

-- Where there is no row, the wider scope's volume holds.
CREATE TABLE kept.volumes (
    person uuid NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('PERSON', 'GROUP', 'DISCUSSION')),
    scope uuid NOT NULL,
    volume text COLLATE "C" NOT NULL CHECK (volume IN ('MUTE', 'QUIET', 'NORMAL', 'LOUD')),
    PRIMARY KEY (person, kind, scope)
);
