CREATE TABLE tallies (
    proposal uuid NOT NULL,
    choice smallint NOT NULL,
    votes integer NOT NULL DEFAULT 0,
    PRIMARY KEY (proposal, choice)
) WITH (fillfactor = 50)
