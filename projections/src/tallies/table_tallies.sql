CREATE TABLE tallies (
    proposal uuid NOT NULL,
    cell smallint NOT NULL,
    count bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (proposal, cell)
) WITH (fillfactor = 50)
