CREATE INDEX IF NOT EXISTS memberships_by_person ON memberships (person, position) WHERE ended_at IS NULL
