CREATE TABLE turnouts (
    proposal uuid PRIMARY KEY,
    voters integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50)
