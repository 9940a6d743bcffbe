CREATE INDEX IF NOT EXISTS requests_by_position ON requests (group_id, position) WHERE ended IS NULL
