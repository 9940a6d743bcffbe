CREATE TABLE weights (
    proposal uuid NOT NULL,
    opening integer NOT NULL,
    voter uuid NOT NULL,
    others integer NOT NULL,
    PRIMARY KEY (proposal, opening, voter)
)
