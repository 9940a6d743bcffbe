-- Every column with personal data is declared in src/inventory.rs; a test compares the two.

CREATE TABLE vault.settings (
    name text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL
);

CREATE TABLE vault.people (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('pending', 'active', 'imported')),
    display_name text NOT NULL,
    address_sealed bytea,
    address_lookup bytea UNIQUE,
    language text NOT NULL,
    time_zone text NOT NULL,
    bio text,
    created_at timestamptz NOT NULL,
    CHECK ((address_sealed IS NULL) = (address_lookup IS NULL))
);
CREATE INDEX people_pending ON vault.people (created_at) WHERE state = 'pending';

CREATE TABLE vault.sessions (
    hash bytea PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    person uuid NOT NULL REFERENCES vault.people ON DELETE CASCADE,
    browser text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_person ON vault.sessions (person);
CREATE INDEX sessions_expires_at ON vault.sessions (expires_at);

CREATE TABLE vault.api_tokens (
    hash bytea PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    -- An operators' token has no owner.
    owner uuid REFERENCES vault.people ON DELETE CASCADE,
    name text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX api_tokens_owner ON vault.api_tokens (owner);

CREATE TABLE vault.sign_in_codes (
    browser_hash bytea PRIMARY KEY,
    address_sealed bytea NOT NULL,
    address_lookup bytea NOT NULL,
    code_hash bytea NOT NULL,
    link_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_codes_address ON vault.sign_in_codes (address_lookup);
CREATE INDEX sign_in_codes_expires_at ON vault.sign_in_codes (expires_at);

CREATE TABLE vault.wrong_codes (
    address_lookup bytea NOT NULL,
    -- Days since 1970-01-01, UTC.
    day integer NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (address_lookup, day)
);

CREATE TABLE vault.invitations (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL,
    address_sealed bytea NOT NULL,
    address_lookup bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    mail_tried_at timestamptz,
    mailed_at timestamptz
);
CREATE INDEX invitations_group ON vault.invitations (group_id, created_at, id);
CREATE INDEX invitations_address ON vault.invitations (address_lookup);
CREATE INDEX invitations_expires_at ON vault.invitations (expires_at);
CREATE INDEX invitations_to_mail ON vault.invitations (created_at) WHERE mailed_at IS NULL;

CREATE TABLE vault.refused_addresses (
    address_lookup bytea PRIMARY KEY,
    refused_at timestamptz NOT NULL
);

CREATE TABLE vault.keyring (
    text uuid PRIMARY KEY,
    author uuid,
    container text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- Since when the log was seen not to use the text; cleared when somebody takes the key.
    suspect_since timestamptz
);
CREATE INDEX keyring_created_at ON vault.keyring (created_at, text);
CREATE INDEX keyring_suspects ON vault.keyring (suspect_since) WHERE suspect_since IS NOT NULL;
