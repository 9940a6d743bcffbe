CREATE TABLE reactions (
    target uuid NOT NULL,
    person uuid NOT NULL,
    emoji text NOT NULL,
    kind text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (target, emoji, person)
)
